// The sizes that every elementwise operation is checked on, in one place.
namespace Vdsh.Cli.Selftest;

/// <summary>A matrix shape to check.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
/// <param name="View">Whether the matrices are views, with rows further apart than they are long.</param>
internal readonly record struct CheckShape(int Rows, int Columns, bool View = false)
{
    private static readonly CheckShape[] Small = [new(1, 1), new(1, 1000), new(33, 65, View: true), new(300, 257)];

    // A mini-batch through a hidden layer, and one too large for the caches of a processor.
    private static readonly CheckShape[] Training = [new(256, 1024), new(8192, 1024)];

    /// <summary>One element, one row, no multiple of 16 in a view and whole; and, unless quick, what training uses.</summary>
    public static IEnumerable<CheckShape> Elementwise(bool quick) => quick ? Small : [.. Small, .. Training];

    /// <summary>Number of elements.</summary>
    public double Count => (double)Rows * Columns;

    public override string ToString() => $"{Rows} x {Columns}{(View ? " view" : "")}";
}
