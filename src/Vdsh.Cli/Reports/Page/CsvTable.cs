// Readers want to work on with the numbers behind a plot, from the page alone: they travel inside a link.
using System.Globalization;
using System.Text;

namespace Vdsh.Cli.Reports.Page;

/// <summary>Numbers behind a plot as comma-separated values.</summary>
internal sealed class CsvTable
{
    // Letters and digits need no escape in a data URI, nor do these.
    private const string Plain = ",.-_:;()/=+*";

    private readonly StringBuilder text = new();

    public CsvTable(params IEnumerable<string> columns) => AppendLine(columns);

    /// <summary>Appends a row of texts and numbers; a number that is not finite becomes an empty cell.</summary>
    public CsvTable Row(params IEnumerable<object?> cells)
    {
        AppendLine(cells.Select(cell => cell switch
        {
            double value => double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "",
            IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
            _ => cell?.ToString() ?? "",
        }));
        return this;
    }

    /// <summary>The whole table; lines end in \n.</summary>
    public override string ToString() => text.ToString();

    /// <summary>The table as a <c>data:</c> address.</summary>
    public string ToDataUri()
    {
        var uri = new StringBuilder("data:text/csv;charset=utf-8,");
        foreach (byte value in Encoding.UTF8.GetBytes(text.ToString()))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || Plain.Contains((char)value))
                uri.Append((char)value);
            else
                uri.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }
        return uri.ToString();
    }

    private void AppendLine(IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quoted)).Append('\n');

    private static string Quoted(string cell)
        => cell.AsSpan().IndexOfAny(",\"\n\r") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
