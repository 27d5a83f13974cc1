namespace Vdsh.Training;

/// <summary>Where training is, reported after every mini-batch.</summary>
/// <param name="Sweep">Current sweep, from 1.</param>
/// <param name="Sweeps">Sweeps planned.</param>
/// <param name="Batch">Mini-batches of this sweep that are done.</param>
/// <param name="Batches">Mini-batches of a sweep.</param>
/// <param name="Loss">Mean loss of this sweep so far.</param>
/// <param name="Done">Share of the training's work that is done, in 0..1; mini-batches with more layers are more work.</param>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public readonly record struct TrainingProgress(int Sweep, int Sweeps, int Batch, int Batches, double Loss, double Done);
