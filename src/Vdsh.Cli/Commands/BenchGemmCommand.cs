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
    // Squares, and the shapes of training: a mini-batch through a layer of 1024 and of 512, and the code layer's moments.
    private static readonly ProductShape[] DefaultShapes = [new(1024, 1024, 1024), new(2048, 2048, 2048), new(500, 1024, 1024), new(256, 512, 512), new(1024, 1024, 48)];

    private readonly Argument<ProductShape[]> shapes = new("shapes")
    {
        Description = $"Products of m x k and k x n: MxNxK, or N for a square. [default: {string.Join(' ', DefaultShapes)}]",
        Arity = ArgumentArity.ZeroOrMore,
        CustomParser = result =>
        {
            var parsed = new List<ProductShape>();
            foreach (string text in result.Tokens.Select(token => token.Value))
            {
                if (ProductShape.TryParse(text, out ProductShape shape))
                    parsed.Add(shape);
                else
                    result.AddError($"'{text}' is no shape of a product: give MxNxK or N, each from 1 to {ProductShape.Largest}.");
            }
            return [.. parsed];
        },
    };

    public BenchGemmCommand(GlobalOptions global) : base(
        "gemm", "Times single-precision matrix products in all transpose forms against the device's peak.", global,
        "vdsh bench gemm", "vdsh bench gemm 512 256x1024x1024 --threads 1")
    {
        Add(shapes);
    }

    protected override void Run(ParseResult parsed, CommandSession session)
    {
        ProductShape[] products = parsed.GetValue(shapes) is { Length: > 0 } given ? given : DefaultShapes;
        double? peak = session.Device.MeasureFlops();
        session.Output.Line($"{session.Backend.Description}; peak {Text.Gflops(peak)} GFLOP/s.");
        var results = new List<(ProductShape Shape, string Form, double Seconds, double Flops)>();
        foreach (ProductShape shape in products)
        {
            foreach ((Transpose a, Transpose b, string form) in
                     ((Transpose, Transpose, string)[])[(Transpose.No, Transpose.No, "A B"), (Transpose.No, Transpose.Yes, "A B^T"), (Transpose.Yes, Transpose.No, "A^T B")])
            {
                double seconds = Measure(session, shape, a, b);
                results.Add((shape, form, seconds, shape.Flops / seconds));
            }
        }
        session.Output.Draw(Tables.Of(
            ["product", "m x n x k", "time", "GFLOP/s", "of peak"],
            results.Select(result => (string[])[result.Form, $"{result.Shape}", Text.Seconds(result.Seconds), Text.Gflops(result.Flops), Text.Percent(result.Flops / peak)]),
            textColumns: 1));
        session.Output.Object(() => new JsonObject
        {
            ["device"] = session.Backend.Description,
            ["gemmPeakFlops"] = peak,
            ["products"] = new JsonArray([.. results.Select(result => new JsonObject
            {
                ["form"] = result.Form,
                ["m"] = result.Shape.M,
                ["n"] = result.Shape.N,
                ["k"] = result.Shape.K,
                ["seconds"] = result.Seconds,
                ["flops"] = result.Flops,
                ["ofPeak"] = result.Flops / peak,
            })]),
        });
    }

    private static double Measure(CommandSession session, ProductShape shape, Transpose transposeA, Transpose transposeB)
    {
        IComputeBackend backend = session.Backend;
        bool turnA = transposeA == Transpose.Yes, turnB = transposeB == Transpose.Yes;
        using DeviceMatrix a = backend.Allocate(turnA ? shape.K : shape.M, turnA ? shape.M : shape.K);
        using DeviceMatrix b = backend.Allocate(turnB ? shape.N : shape.K, turnB ? shape.K : shape.N), c = backend.Allocate(shape.M, shape.N);
        // Anything but zeros: some processors are faster on them.
        backend.Fill(a, 0.37f);
        backend.Fill(b, 1.21f);
        using var stopwatch = new DeviceStopwatch(backend);
        return stopwatch.Median(() => backend.Multiply(a, transposeA, b, transposeB, 1, 0, c));
    }
}
