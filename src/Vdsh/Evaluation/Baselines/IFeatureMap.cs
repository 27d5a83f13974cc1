// Every baseline is linear in something: the features themselves or kernel values; this is that something.
using Vdsh.Compute;

namespace Vdsh.Evaluation.Baselines;

/// <summary>Maps d raw features of an item to k numbers that a linear method works on. Immutable.</summary>
internal interface IFeatureMap
{
    /// <summary>Raw features d.</summary>
    int InputColumns { get; }

    /// <summary>Mapped numbers k, without the column of ones that <see cref="MappedRows"/> adds.</summary>
    int Columns { get; }

    /// <summary>Allocates what mapping a block of rows needs.</summary>
    /// <param name="backend">Does the products.</param>
    /// <param name="blockRows">Most rows of a block.</param>
    MappedRows Open(IComputeBackend backend, int blockRows);
}
