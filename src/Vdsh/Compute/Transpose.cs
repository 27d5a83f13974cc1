namespace Vdsh.Compute;

/// <summary>Whether a factor of a product is used as it is or transposed.</summary>
public enum Transpose
{
    /// <summary>As it is.</summary>
    No,

    /// <summary>Transposed.</summary>
    Yes,
}
