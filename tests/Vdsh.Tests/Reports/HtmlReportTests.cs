// A report must stand alone, show what was measured, and never let a name break out of the markup.
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;
using Vdsh.Cli.Reports;

namespace Vdsh.Tests.Reports;

internal sealed partial class HtmlReportTests
{
    private static readonly string Html = HtmlReport.Render(SampleReport.Comparison());

    [Test]
    public void Encodes_every_text()
    {
        Assert.That(Regex.Count(Html, "<script"), Is.EqualTo(1), "the page's own script alone");
        Assert.That(Html, Does.Contain("Digits &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;friends&quot;"));
        Assert.That(Html, Does.Contain("a&lt;b&gt;&amp;c").And.Contain("one&lt;").And.Contain("out of &lt;memory&gt;").And.Contain("lsh &quot;x&quot;"));
        Assert.That(Html, Does.Not.Contain("lsh \"x\"").And.Not.Contain("one<").And.Not.Contain("<memory>"));
    }

    [Test]
    public void Needs_nothing_from_elsewhere()
    {
        string withoutNamespace = Html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
        Assert.That(withoutNamespace, Does.Not.Contain("http:").And.Not.Contain("https:").And.Not.Contain("@import").And.Not.Contain("url(").And.Not.Contain(" style=").And.Not.Contain(" onclick"));
        Assert.That(Regex.Matches(Html, "src=\"([^\"]{5})").Select(match => match.Groups[1].Value), Has.All.EqualTo("data:"));
        Assert.That(Html, Does.Contain("default-src 'none'").And.Contain("prefers-color-scheme: dark"));
    }

    [Test]
    public void Shows_the_measures_and_a_dash_for_what_does_not_exist()
        => Assert.That(Html, Does.Contain(">0.9877<").And.Contain(">0.9377 .. 0.9977<").And.Contain(">-<"));

    [Test]
    public void Draws_a_well_formed_plot_for_every_figure()
    {
        MatchCollection figures = Figure().Matches(Html);
        Assert.That(figures, Has.Count.EqualTo(1 + 2 + 1 + 2 + 1 + 2 + 2 + 4),
            "map by bits, precision-recall, precision@k, distances, confusion, bits, depth, training");
        foreach (Match figure in figures)
        {
            MatchCollection drawings = Svg().Matches(figure.Value);
            Assert.That(drawings, Is.Not.Empty);
            foreach (Match drawing in drawings)
            {
                Assert.That(() => XElement.Parse(drawing.Value), Throws.Nothing);
                Assert.That(drawing.Value, Does.Not.Contain("NaN").And.Not.Contain("Infinity").And.Not.Contain("∞"));
            }
            Assert.That(figure.Value, Does.Contain("href=\"data:text/csv;charset=utf-8,").And.Contain("<desc>"));
        }
    }

    [Test]
    public void Leaves_out_sections_without_content()
    {
        string html = HtmlReport.Render(new ReportData { Title = "Empty", Summary = "Nothing." });
        Assert.That(html, Does.Not.Contain("<svg").And.Not.Contain("<table").And.Not.Contain("<h2").And.Not.Contain("<nav"));
    }

    [Test]
    public void Marks_the_best_method_of_each_code_length_and_wrong_items()
    {
        Assert.That(Regex.Count(Html, "class=\"best\""), Is.EqualTo(2));
        Assert.That(Html, Does.Contain("<li class=\"wrong\">").And.Contain("wrong: one&lt;, distance 3"));
    }

    [Test]
    public void Identifiers_are_unique_and_links_inside_the_page_lead_somewhere()
    {
        string[] identifiers = [.. Regex.Matches(Html, " id=\"([^\"]*)\"").Select(match => match.Groups[1].Value)];
        Assert.That(identifiers, Is.Unique);
        Assert.That(Regex.Matches(Html, "href=\"#([^\"]*)\"").Select(match => match.Groups[1].Value), Is.SubsetOf(identifiers));
    }

    [GeneratedRegex("<figure>.*?</figure>", RegexOptions.Singleline)]
    private static partial Regex Figure();

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();
}
