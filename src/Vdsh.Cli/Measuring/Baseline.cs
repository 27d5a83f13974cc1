// The shallow methods that every report shows beside the model, so that a reader sees what depth is worth.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Evaluation.Baselines;

namespace Vdsh.Cli.Measuring;

/// <summary>A method that learns an encoder from the same training items.</summary>
internal sealed record Baseline(string Name, Func<IComputeBackend, LabeledData, int, ulong, IHashEncoder> Learn)
{
    /// <summary>The methods, the simplest first.</summary>
    public static IReadOnlyList<Baseline> All { get; } =
    [
        new("LSH", (backend, training, bits, seed) => LshBaseline.Create(backend, training.Features, bits, seed)),
        new("ridge to codewords", (backend, training, bits, seed)
            => RidgeToCodewordsBaseline.Create(backend, training, ClassCodewords.Create(training.Labels.ClassCount, bits, seed))),
    ];
}
