namespace Vdsh.Training;

/// <summary>A NaN or an infinity appeared during training. The message names the layer, the sweep and the batch.</summary>
public sealed class TrainingDivergedException : ArithmeticException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="where">What is not finite, such as "the outputs of hidden layer 3".</param>
    /// <param name="sweep">Sweep, from 1.</param>
    /// <param name="batch">Mini-batch of the sweep, from 1.</param>
    public TrainingDivergedException(string where, int sweep, int batch)
        : base($"Training diverged: {where} are not finite at sweep {sweep}, batch {batch}. "
            + "Lower the step (eta) or the weight decay, raise alpha, or look for outliers in the features.")
    {
        Sweep = sweep;
        Batch = batch;
    }

    /// <summary>Sweep, from 1.</summary>
    public int Sweep { get; }

    /// <summary>Mini-batch of the sweep, from 1.</summary>
    public int Batch { get; }
}
