// Copying is needed inside the algorithms as well as by the backend's callers.
namespace Vdsh.Compute.Cpu;

/// <summary>to = from, elementwise.</summary>
internal readonly unsafe struct CopyRow(Slice from, Slice to, int columns) : IRowOperation
{
    public void Apply(int row) => new ReadOnlySpan<float>(from.Row(row), columns).CopyTo(new Span<float>(to.Row(row), columns));
}
