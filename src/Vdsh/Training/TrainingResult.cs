using Vdsh.Codes;

namespace Vdsh.Training;

/// <summary>What training produced and what it cost.</summary>
/// <remarks>Thread safety: safe for concurrent readers; nobody may change the arrays meanwhile.</remarks>
public sealed record TrainingResult
{
    /// <summary>The learned model.</summary>
    public required HashModel Model { get; init; }

    /// <summary>Every sweep in order, those before a resumed checkpoint included.</summary>
    public required IReadOnlyList<SweepRecord> Sweeps { get; init; }

    /// <summary>Wall time of all sweeps.</summary>
    public required double Seconds { get; init; }

    /// <summary>Useful floating-point operations of the sweeps run in this call (a multiply-add counts as two).</summary>
    public required double Flops { get; init; }

    /// <summary>Wall time of the sweeps run in this call: the time that <see cref="Flops"/> took.</summary>
    public required double SecondsHere { get; init; }

    /// <summary>Why training ended: all sweeps done, the loss's plateau, or no step left that lowers the loss.</summary>
    public required string StopReason { get; init; }
}
