// Which elements of a factor are not zero: after a ReLU about half of them, and nobody knows beforehand which.
namespace Vdsh.Compute.Cpu;

/// <summary>
/// For every row of a matrix and every section of its columns, the elements that are not zero: their values and where the factors of their columns lie, counted from
/// that of the section's first. The lists of <see cref="RowsPerPart"/> rows in one section lie one after the other.
/// </summary>
internal readonly unsafe struct NonZeroLists
{
    /// <summary>Rows whose lists are made together.</summary>
    public const int RowsPerPart = 16;

    // Whole vectors are written, of which the last may reach over the end of a part.
    private const int Slack = 16;

    private readonly int parts;
    private readonly int partLength;
    private readonly int partFloats;
    private readonly int* starts;
    private readonly float* values;

    /// <param name="rows">Rows of the matrix.</param>
    /// <param name="sections">Sections of its columns.</param>
    /// <param name="sectionColumns">Most columns of a section.</param>
    /// <param name="memory">So many floats as <see cref="Floats"/> says.</param>
    public NonZeroLists(int rows, int sections, int sectionColumns, float* memory)
    {
        parts = Parts(rows);
        partLength = PartLength(sectionColumns);
        partFloats = PartFloats(sectionColumns);
        starts = (int*)memory;
        values = memory + ((long)sections * parts * (RowsPerPart + 1));
    }

    /// <summary>Work space of the lists of a matrix.</summary>
    public static long Floats(int rows, int sections, int sectionColumns) => (long)sections * Parts(rows) * (RowsPerPart + 1 + PartFloats(sectionColumns));

    /// <summary>Number of parts; they may be filled at the same time.</summary>
    public static int Parts(int rows) => (rows + RowsPerPart - 1) / RowsPerPart;

    /// <summary>The lists of a part in a section.</summary>
    public NonZeroPart Of(int section, int part)
    {
        long at = ((long)section * parts) + part;
        float* first = values + (at * partFloats);
        return new NonZeroPart(starts + (at * (RowsPerPart + 1)), first, (ushort*)(first + partLength));
    }

    private static int PartLength(int sectionColumns) => (RowsPerPart * sectionColumns) + Slack;

    // A value and half as much for an offset.
    private static int PartFloats(int sectionColumns) => PartLength(sectionColumns) / 2 * 3;
}
