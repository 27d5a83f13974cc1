namespace Vdsh.Compute;

/// <summary>How the force on the code layer draws outputs h toward -1 and +1, with strength q.</summary>
public enum QuantizationPull
{
    /// <summary>q (sgn(h) - h): a spring to the nearer of the two.</summary>
    Sign,

    /// <summary>-q/2 (h^2 - 1) h, h clipped to -2..2 first: the force of the potential (h^2 - 1)^2, which lets go of h = 0 gently.</summary>
    DoubleWell,
}
