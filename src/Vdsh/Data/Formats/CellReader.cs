// Splits one line of a CSV file into cells without allocating.
namespace Vdsh.Data.Formats;

internal ref struct CellReader
{
    private readonly byte separator;
    private ReadOnlySpan<byte> rest;
    // A line that ends with its separator still has a last, empty cell, so an empty rest does not mean the end.
    private bool finished;

    /// <summary>Starts on a line.</summary>
    /// <param name="line">The line without its end.</param>
    /// <param name="separator">The separator; with a space, runs of spaces count as one and those at both ends not at all.</param>
    public CellReader(ReadOnlySpan<byte> line, byte separator)
    {
        this.separator = separator;
        rest = separator == ' ' ? line.Trim((byte)' ') : line;
    }

    /// <summary>The next cell, without surrounding spaces and quotes; false after the last one.</summary>
    public bool TryRead(out ReadOnlySpan<byte> cell)
    {
        if (finished)
        {
            cell = default;
            return false;
        }
        // Separators between quotes belong to the cell; header names have them.
        ReadOnlySpan<byte> start = rest.TrimStart((byte)' ');
        int closing = start.StartsWith((byte)'"') ? start[1..].IndexOf((byte)'"') : -1;
        int quoted = closing < 0 ? 0 : rest.Length - start.Length + closing + 2;
        int length = rest[quoted..].IndexOf(separator);
        length = length < 0 ? -1 : length + quoted;
        finished = length < 0;
        cell = finished ? rest : rest[..length];
        if (!finished)
            rest = rest[(length + 1)..];
        if (separator == ' ')
            rest = rest.TrimStart((byte)' ');
        cell = cell.Trim((byte)' ');
        if (cell.Length >= 2 && cell[0] == '"' && cell[^1] == '"')
            cell = cell[1..^1].Trim((byte)' ');
        return true;
    }
}
