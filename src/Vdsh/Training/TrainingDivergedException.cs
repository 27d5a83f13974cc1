namespace Vdsh.Training;

/// <summary>
/// A NaN or an infinity appeared during training, or the loss rose far above where it began. The message says where, in
/// which sweep and in which batch.
/// </summary>
public sealed class TrainingDivergedException : ArithmeticException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="where">What is not finite, such as "the outputs of hidden layer 3".</param>
    /// <param name="sweep">Sweep, from 1.</param>
    /// <param name="batch">Mini-batch of the sweep, from 1.</param>
    public TrainingDivergedException(string where, int sweep, int batch)
        : this($"{where} are not finite", sweep, batch, "Lower the step (eta) or the weight decay, raise alpha, ")
    {
    }

    /// <summary>Creates the exception for a loss that rose far above where it began.</summary>
    /// <param name="loss">Mean loss of the sweep.</param>
    /// <param name="first">Mean loss of the first sweep.</param>
    /// <param name="sweep">Sweep, from 1.</param>
    /// <param name="batch">Mini-batch of the sweep, from 1.</param>
    internal TrainingDivergedException(double loss, double first, int sweep, int batch)
        : this(FormattableString.Invariant($"the loss rose from {first:G3} to {loss:G3}"), sweep, batch,
            "Take larger batches, raise alpha, lower the step (eta) or the weight decay, ")
    {
    }

    private TrainingDivergedException(string what, int sweep, int batch, string advice)
        : base($"Training diverged: {what} at sweep {sweep}, batch {batch}. "
            + $"{advice}or look for outliers in the features.")
    {
        Sweep = sweep;
        Batch = batch;
    }

    /// <summary>Sweep, from 1.</summary>
    public int Sweep { get; }

    /// <summary>Mini-batch of the sweep, from 1.</summary>
    public int Batch { get; }
}
