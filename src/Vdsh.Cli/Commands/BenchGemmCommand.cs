// vdsh bench gemm: matrix products are where training and encoding spend their time.
using System.CommandLine;
using System.Text.Json.Nodes;
using Vdsh.Cli.Bench;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Compute;

namespace Vdsh.Cli.Commands;

internal sealed class BenchGemmCommand : CliCommand
{
    private static readonly int[] DefaultSizes = [256, 512, 1024, 2048];

    private readonly Argument<int[]> sizes = new("sizes")
    {
        Description = $"Orders of the square products. [default: {string.Join(' ', DefaultSizes)}]",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public BenchGemmCommand(GlobalOptions global) : base(
        "gemm", "Times single-precision matrix products in all transpose forms against the device's peak.", global,
        "vdsh bench gemm", "vdsh bench gemm 512 1024 --threads 1")
    {
        Add(sizes);
        sizes.Validators.Add(result =>
        {
            if (result.Errors.Any() || result.GetValueOrDefault<int[]>() is not { } values)
                return;
            foreach (int size in values.Where(size => size is < 1 or > 16384))
                result.AddError($"A size must be from 1 to 16384, not {size}.");
        });
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        int[] orders = parsed.GetValue(sizes) is { Length: > 0 } given ? given : DefaultSizes;
        double? peak = session.Device.MeasureFlops();
        session.Output.Line($"{session.Backend.Description}; peak {Text.Gflops(peak)} GFLOP/s.");
        var results = new List<(int Size, string Form, double Seconds, double Flops)>();
        foreach (int size in orders)
        {
            foreach ((Transpose a, Transpose b, string form) in
                     ((Transpose, Transpose, string)[])[(Transpose.No, Transpose.No, "A B"), (Transpose.No, Transpose.Yes, "A B^T"), (Transpose.Yes, Transpose.No, "A^T B")])
            {
                double seconds = Measure(session, size, a, b);
                results.Add((size, form, seconds, 2.0 * size * size * size / seconds));
            }
        }
        session.Output.Draw(Tables.Of(
            ["product", "size", "time", "GFLOP/s", "of peak"],
            results.Select(result => (string[])[result.Form, $"{result.Size}", Text.Seconds(result.Seconds), Text.Gflops(result.Flops), Text.Percent(result.Flops / peak)]),
            textColumns: 1));
        session.Output.Object(() => new JsonObject
        {
            ["device"] = session.Backend.Description,
            ["gemmPeakFlops"] = peak,
            ["products"] = new JsonArray([.. results.Select(result => new JsonObject
            {
                ["form"] = result.Form,
                ["size"] = result.Size,
                ["seconds"] = result.Seconds,
                ["flops"] = result.Flops,
                ["ofPeak"] = result.Flops / peak,
            })]),
        });
    }

    private static double Measure(CommandSession session, int size, Transpose transposeA, Transpose transposeB)
    {
        IComputeBackend backend = session.Backend;
        using DeviceMatrix a = backend.Allocate(size, size), b = backend.Allocate(size, size), c = backend.Allocate(size, size);
        // Anything but zeros: some processors are faster on them.
        backend.Fill(a, 0.37f);
        backend.Fill(b, 1.21f);
        using var stopwatch = new DeviceStopwatch(backend);
        return stopwatch.Median(() => backend.Multiply(a, transposeA, b, transposeB, 1, 0, c));
    }
}
