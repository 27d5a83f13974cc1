// Tables of results look alike in all commands: text to the left, numbers to the right.
using Spectre.Console;

namespace Vdsh.Cli.Output;

internal static class Tables
{
    /// <summary>Makes a table.</summary>
    /// <param name="columns">Headings.</param>
    /// <param name="rows">Cells, as many as headings in each row.</param>
    /// <param name="textColumns">How many leading columns hold text.</param>
    public static Table Of(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows, int textColumns)
    {
        Table table = new Table().Border(TableBorder.Simple);
        for (int i = 0; i < columns.Count; i++)
        {
            // Where the terminal is too narrow, words go on in the next line and numbers stay whole.
            var column = new TableColumn(new Spectre.Console.Text(columns[i])) { NoWrap = i >= textColumns };
            table.AddColumn(i < textColumns ? column.LeftAligned() : column.RightAligned());
        }
        foreach (IReadOnlyList<string> row in rows)
            table.AddRow([.. row.Select(cell => new Spectre.Console.Text(cell))]);
        return table;
    }
}
