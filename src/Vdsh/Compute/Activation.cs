namespace Vdsh.Compute;

/// <summary>What follows the affine map of a layer.</summary>
public enum Activation
{
    /// <summary>Nothing: the code layer's real-valued outputs.</summary>
    None,

    /// <summary>max(u, 0), with NaN passed on: the hidden layers.</summary>
    Relu,
}
