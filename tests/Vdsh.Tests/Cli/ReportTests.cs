// A report must stand alone, show what was measured, and never let a name break out of the markup.
using System.Text.RegularExpressions;
using System.Xml.Linq;
using NUnit.Framework;
using Vdsh.Cli.Reports;

namespace Vdsh.Tests.Cli;

internal sealed partial class ReportTests
{
    private static readonly ReportData Full = new()
    {
        Title = "Digits <script>alert(1)</script> & \"friends\"",
        Summary = "A summary.",
        Settings = [("bits", "48"), ("path", "a<b>&c")],
        Results = [new ResultRow("model", "training set", 0.98765, 0.9, 0.99, 0.985, 0.97, double.NaN, 0.5, 0.96)],
        Notes = ["A note."],
        Loss = [1, 0.5, 0.25],
        Curves = [new PrecisionRecallCurve("model", [0.1, 0.5, 1], [1, 0.9, 0.1]), new PrecisionRecallCurve("LSH", [0, 1], [double.NaN, 0.1])],
        Distances = new DistanceHistogram([5, 3, 0], [0, 1, 9]),
    };

    [Test]
    public void Encodes_every_text()
    {
        string html = HtmlReport.Render(Full);
        Assert.That(html, Does.Not.Contain("<script"));
        Assert.That(html, Does.Contain("Digits &lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;friends&quot;"));
        Assert.That(html, Does.Contain("a&lt;b&gt;&amp;c"));
    }

    [Test]
    public void Needs_nothing_from_elsewhere()
    {
        string html = HtmlReport.Render(Full);
        string withoutNamespace = html.Replace("http://www.w3.org/2000/svg", "", StringComparison.Ordinal);
        Assert.That(withoutNamespace, Does.Not.Contain("http:").And.Not.Contain("https:").And.Not.Contain("src=").And.Not.Contain("@import").And.Not.Contain("url("));
        Assert.That(html, Does.Contain("prefers-color-scheme: dark"));
    }

    [Test]
    public void Shows_the_measures_and_a_dash_for_what_does_not_exist()
    {
        string html = HtmlReport.Render(Full);
        Assert.That(html, Does.Contain(">0.9877<").And.Contain(">0.9000 .. 0.9900<").And.Contain(">-<"));
    }

    [Test]
    public void Draws_three_plots_that_are_well_formed()
    {
        MatchCollection plots = Svg().Matches(HtmlReport.Render(Full));
        Assert.That(plots, Has.Count.EqualTo(3));
        foreach (Match plot in plots)
        {
            Assert.That(() => XElement.Parse(plot.Value), Throws.Nothing);
            Assert.That(plot.Value, Does.Not.Contain("NaN").And.Not.Contain("Infinity"));
        }
    }

    [Test]
    public void Leaves_out_sections_without_content()
    {
        string html = HtmlReport.Render(new ReportData { Title = "Empty", Summary = "Nothing." });
        Assert.That(html, Does.Not.Contain("<svg").And.Not.Contain("<table").And.Not.Contain("<h2"));
    }

    [Test]
    public void Plots_survive_constant_and_broken_series()
    {
        Assert.That(() => XElement.Parse(LossPlot.Draw([0, 0, 0])), Throws.Nothing);
        Assert.That(LossPlot.Draw([double.NaN, double.PositiveInfinity]), Does.Not.Contain("NaN").And.Not.Contain("Infinity").And.Not.Contain("∞"));
        Assert.That(DistanceHistogramPlot.Draw(new DistanceHistogram([0, 0], [0, 0])), Does.Not.Contain("NaN"));
    }

    [TestCase(0, 1, 5)]
    [TestCase(-3, 17, 8)]
    [TestCase(0, 0.0031, 6)]
    [TestCase(1, 64, 8)]
    public void Ticks_lie_inside_at_equal_steps(double low, double high, int about)
    {
        IReadOnlyList<double> ticks = Ticks.Between(low, high, about);
        Assert.That(ticks, Has.Count.InRange(about / 2, about * 2 + 1));
        Assert.That(ticks, Has.All.InRange(low - 1e-9, high + 1e-9));
        double step = ticks[1] - ticks[0];
        for (int i = 1; i < ticks.Count; i++)
            Assert.That(ticks[i] - ticks[i - 1], Is.EqualTo(step).Within(1e-9 * Math.Abs(high)));
    }

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Svg();
}
