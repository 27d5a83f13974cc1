// The parts that all sections of the page are made of, so that every one is reached by keyboard, read aloud and printed in the same way.
using System.Globalization;
using System.Text;

namespace Vdsh.Cli.Reports.Page;

/// <summary>Collects the sections of a page.</summary>
internal sealed class PageWriter
{
    private readonly StringBuilder page = new();
    private readonly List<(string Id, string Title)> sections = [];

    /// <summary>The sections so far, for a table of contents.</summary>
    public IReadOnlyList<(string Id, string Title)> Sections => sections;

    /// <summary>Begins a section with its heading and one sentence under it.</summary>
    public void Begin(string id, string title, string introduction)
    {
        sections.Add((id, title));
        page.Append(CultureInfo.InvariantCulture, $"<section id=\"{id}\" aria-labelledby=\"{id}-title\">\n<h2 id=\"{id}-title\">{Html.Encode(title)}</h2>\n");
        if (introduction.Length > 0)
            page.Append(CultureInfo.InvariantCulture, $"<p class=\"lead\">{Html.Encode(introduction)}</p>\n");
    }

    /// <summary>Ends the section.</summary>
    public void End() => page.Append("</section>\n");

    /// <summary>Appends finished markup.</summary>
    public void Raw(string markup) => page.Append(markup);

    /// <summary>Panels of which a script shows one at a time; without it, and on paper, all are shown one after another.</summary>
    /// <typeparam name="T">A panel.</typeparam>
    /// <param name="label">What is chosen, for those who hear the page.</param>
    /// <param name="panels">The panels.</param>
    /// <param name="heading">The name of a panel.</param>
    /// <param name="write">Writes the content of a panel.</param>
    public void Panels<T>(string label, IReadOnlyList<T> panels, Func<T, string> heading, Action<T> write)
    {
        bool choice = panels.Count > 1;
        page.Append(choice ? $"<div class=\"panels\" data-label=\"{Html.Encode(label)}\">\n" : "<div class=\"panel-alone\">\n");
        foreach (T panel in panels)
        {
            page.Append("<div class=\"panel\">\n");
            if (choice)
                page.Append(CultureInfo.InvariantCulture, $"<h3>{Html.Encode(heading(panel))}</h3>\n");
            write(panel);
            page.Append("</div>\n");
        }
        page.Append("</div>\n");
    }

    /// <summary>Begins a row of figures beside each other where there is room.</summary>
    public void BeginFigures() => page.Append("<div class=\"figures\">\n");

    /// <summary>Ends the row.</summary>
    public void EndFigures() => page.Append("</div>\n");

    /// <summary>A figure with its title, its legend, its caption and the numbers behind it.</summary>
    /// <param name="title">What it shows.</param>
    /// <param name="svg">The drawing.</param>
    /// <param name="legend">Markup of the legend, or empty.</param>
    /// <param name="caption">A sentence.</param>
    /// <param name="file">Name of the downloaded file, without extension.</param>
    /// <param name="data">The numbers.</param>
    public void Figure(string title, string svg, string legend, string caption, string file, CsvTable data)
    {
        page.Append(CultureInfo.InvariantCulture, $"<figure>\n<h4>{Html.Encode(title)}</h4>\n{svg}\n{legend}");
        page.Append(CultureInfo.InvariantCulture, $"<figcaption>{Html.Encode(caption)} {CsvLink(title, file, data)}</figcaption>\n</figure>\n");
    }

    /// <summary>A link that saves numbers as a file.</summary>
    public static string CsvLink(string title, string file, CsvTable data)
        => $"<a class=\"csv\" download=\"{Html.Encode(file)}.csv\" href=\"{data.ToDataUri()}\" aria-label=\"{Html.Encode(title)}: data as CSV\">CSV</a>";

    /// <summary>All sections.</summary>
    public override string ToString() => page.ToString();
}
