// Mini-batch and full-batch training differ only in what one sweep does; checkpoints, stopping and reporting are the trainer's.
namespace Vdsh.Training;

/// <summary>How one sweep is done.</summary>
internal interface ITrainingMode
{
    /// <summary>Mini-batches of a sweep.</summary>
    int Batches { get; }

    /// <summary>Useful floating-point operations of the sweeps run so far.</summary>
    double Flops { get; }

    /// <summary>Whether all layers take part in a sweep from its first mini-batch on.</summary>
    /// <param name="sweep">Sweep, from 0.</param>
    bool TrainsAllLayers(int sweep);

    /// <summary>Runs one sweep.</summary>
    /// <param name="sweep">Sweep, from 0.</param>
    /// <param name="sweeps">Sweeps planned.</param>
    /// <param name="progress">Told after every batch.</param>
    /// <param name="cancellation">Checked before every batch.</param>
    /// <returns>What happened, or null where no step lowers the loss any more.</returns>
    SweepRecord? RunSweep(int sweep, int sweeps, IProgress<TrainingProgress>? progress, CancellationToken cancellation);
}
