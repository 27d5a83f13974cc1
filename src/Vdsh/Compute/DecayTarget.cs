// What is drawn to zero stops passing signals on; a deep net needs layers that rest where they change nothing.
namespace Vdsh.Compute;

/// <summary>The weights that weight decay draws a layer to.</summary>
public enum DecayTarget
{
    /// <summary>All zero.</summary>
    Zero,

    /// <summary>One on the main diagonal, zero elsewhere: with a bias of zero, a square layer's identity.</summary>
    Identity,
}
