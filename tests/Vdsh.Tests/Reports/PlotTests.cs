// Axes, scales and drawings must hold whatever numbers a training ends with.
using System.Xml.Linq;
using NUnit.Framework;
using Vdsh.Cli.Reports.Page;
using Vdsh.Cli.Reports.Plots;

namespace Vdsh.Tests.Reports;

internal sealed class PlotTests
{
    private static readonly double[][] Series = [[0, 0, 0], [double.NaN, double.PositiveInfinity], [], [5], [-1, 2, double.NegativeInfinity], [1e-30, 1e30], [double.Epsilon, double.MaxValue / 4]];

    [Test]
    public void Frames_survive_constant_empty_and_broken_series([ValueSource(nameof(Series))] double[] values, [Values] bool isLogarithmic)
    {
        double[] x = [.. Enumerable.Range(1, values.Length).Select(i => (double)i)];
        string svg = new PlotFrame("t", "d", new PlotAxis("x", 1, Math.Max(2, values.Length)), PlotAxis.Around("y", values, isLogarithmic))
            .Line("a", new SeriesStyle(0), x, values).Bars("b", new SeriesStyle(1), values.Select((value, i) => ((double)i, i + 1.0, value))).ToSvg();
        Assert.That(() => XElement.Parse(svg), Throws.Nothing);
        Assert.That(svg, Does.Not.Contain("NaN").And.Not.Contain("Infinity").And.Not.Contain("∞"));
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

    [TestCase(1, 60000)]
    [TestCase(0.02, 0.9)]
    [TestCase(1e-12, 1e9)]
    [TestCase(0.99, 1.01)]
    public void Logarithmic_axes_have_a_few_labels_inside(double low, double high)
    {
        var axis = new PlotAxis("x", low, high, IsLogarithmic: true);
        IReadOnlyList<double> labels = axis.Labels(5);
        Assert.That(labels, Has.Count.InRange(2, 12));
        Assert.That(labels.Select(axis.Share), Has.All.InRange(-1e-6, 1 + 1e-6));
        Assert.That(axis.Share(low), Is.EqualTo(0).Within(1e-12));
        Assert.That(axis.Share(Math.Sqrt(low * high)), Is.EqualTo(0.5).Within(1e-9));
    }

    [Test]
    public void Neighbouring_series_differ_without_colour()
    {
        string[] looks = [.. Enumerable.Range(0, 35).Select(i => new SeriesStyle(i).LineClass[8..] + new SeriesStyle(i).Marker(0, 0))];
        Assert.That(looks, Is.Unique);
    }

    [Test]
    public void A_heat_map_leaves_cells_without_a_number_empty_and_joins_equal_ones()
    {
        string svg = HeatMap.Draw("t", "d", new double[,] { { 1, 1, double.NaN }, { -1, 0, 0.5 } }, 1, [], "r", "c");
        Assert.That(svg, Does.Contain("class=\"p8\" d=\"M0 0h2v1h-2z\"").And.Contain("class=\"n8\" d=\"M0 1h1v1h-1z\"").And.Contain("class=\"p4\" d=\"M2 1h1v1h-1z\""));
        Assert.That(svg, Does.Not.Contain("M2 0").And.Not.Contain("NaN"));
    }

    [Test]
    public void Csv_quotes_what_must_be_quoted_and_survives_its_address()
    {
        CsvTable csv = new CsvTable("name", "value").Row("a \"b\", c\nd", 0.1).Row("Ünïcode % # &", double.NaN).Row(null, 3);
        Assert.That(csv.ToString(), Is.EqualTo("name,value\n\"a \"\"b\"\", c\nd\",0.1\nÜnïcode % # &,\n,3\n"));
        string uri = csv.ToDataUri();
        Assert.That(uri, Does.Match("^data:text/csv;charset=utf-8,[A-Za-z0-9,.:;()/=+*_%-]*$"));
        Assert.That(Uri.UnescapeDataString(uri[(uri.IndexOf(',', StringComparison.Ordinal) + 1)..]), Is.EqualTo(csv.ToString()));
    }

    [TestCase("Full, 16 bits!", "full-16-bits")]
    [TestCase("../../etc", "etc")]
    [TestCase("é", "")]
    public void File_names_are_plain(string heading, string name) => Assert.That(FileName.Of(heading), Is.EqualTo(name));
}
