namespace Vdsh.Compute;

/// <summary>How real code-layer outputs become (relaxed) bits in -1..1.</summary>
public enum CodeFunction
{
    /// <summary>sgn(h) with sgn(0) = +1: discrete bits; its derivative is taken as 1 (straight-through).</summary>
    Sign,

    /// <summary>tanh(h): smooth bits with the derivative 1 - tanh(h)^2.</summary>
    Tanh,

    /// <summary>h itself: no relaxation.</summary>
    Identity,
}
