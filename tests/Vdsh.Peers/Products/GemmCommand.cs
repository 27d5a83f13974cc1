// peers gemm: matrix products, here and in OpenBLAS.
using System.CommandLine;
using System.Text.Json.Nodes;
using Vdsh.Cli.Bench;
using Vdsh.Cli.Output;
using Vdsh.Compute;

namespace Vdsh.Peers.Products;

internal sealed class GemmCommand : Command
{
    // Squares, and the shapes of training: a mini-batch through a layer of 1024 and of 512, and the code layer's moments.
    private static readonly ProductShape[] Shapes = [new(1024, 1024, 1024), new(2048, 2048, 2048), new(500, 1024, 1024), new(256, 512, 512), new(1024, 1024, 48)];

    private static readonly (bool TransposeA, bool TransposeB, string Name)[] Forms = [(false, false, "A B"), (false, true, "A B^T"), (true, false, "A^T B")];

    public GemmCommand(SharedOptions shared) : base("gemm", "Multiplies the same matrices with Vdsh and with OpenBLAS, at one and at two threads.") =>
        SetAction(parsed => Run(shared.Output(parsed), parsed.GetValue(shared.Seed)));

    private static void Run(CommandOutput output, ulong seed)
    {
        var other = new OtherWork();
        var results = new List<ProductResult>();
        string kernels = "";
        foreach (int threads in Environment.ProcessorCount > 1 ? (int[])[1, 2] : [1])
        {
            using var comparison = new ProductComparison(threads);
            kernels = comparison.PeerKernels;
            foreach (ProductShape shape in Shapes)
                results.AddRange(Forms.Select(form => comparison.Run(shape, form.TransposeA, form.TransposeB, form.Name, seed)));
        }

        double? share = other.Share();
        using var backend = new CpuBackend();
        output.Line($"{backend.Description}; OpenBLAS with its kernels for {kernels}; the best of many repetitions in turns.");
        output.Draw(Tables.Of(["product", "m x n x k", "threads", "peak", "Vdsh", "of peak", "at its clock", "OpenBLAS", "of peak", "ratio"], results.Select(Row), textColumns: 2));
        output.Line(OtherWork.Describe(share));
        output.ObjectNow(() => new JsonObject
        {
            ["device"] = backend.Description,
            ["openBlasKernels"] = kernels,
            ["otherWork"] = share,
            ["products"] = new JsonArray([.. results.Select(Describe)]),
        });
    }

    private static string[] Row(ProductResult result) =>
    [
        result.Form, $"{result.Shape}", $"{result.Threads}", Text.Gflops(result.Peak), Text.Gflops(result.Ours), Text.Percent(result.Ours / result.Peak), Text.Percent(result.ShareAtClock),
        Text.Gflops(result.Theirs), Text.Percent(result.Theirs / result.Peak), FormattableString.Invariant($"{result.Ours / result.Theirs:0.00}"),
    ];

    private static JsonObject Describe(ProductResult result) => new()
    {
        ["form"] = result.Form,
        ["m"] = result.Shape.M,
        ["n"] = result.Shape.N,
        ["k"] = result.Shape.K,
        ["threads"] = result.Threads,
        ["gemmPeakFlops"] = result.Peak,
        ["flops"] = result.Ours,
        ["flopsPeer"] = result.Theirs,
        ["shareAtClock"] = result.ShareAtClock,
        ["ratio"] = result.Ours / result.Theirs,
    };
}
