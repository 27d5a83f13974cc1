// The report as people meet it: opened from a file in a real browser, in both colour schemes, on a phone, on paper and by keyboard.
using NUnit.Framework;
using Vdsh.Cli.Reports;
using Vdsh.Tests.Cli;
using Vdsh.Tests.Reports;

namespace Vdsh.Tests.Browser;

[TestFixture("demo")]
[TestFixture("comparison")]
internal sealed class ReportPageTests(string report)
{
    private const int DesktopWidth = 1280, PhoneWidth = 360, Height = 900;
    private const int LargestBytes = 5_000_000;

    private ScratchDirectory directory = null!;
    private ChromiumPage? page;
    private string path = null!;

    [OneTimeSetUp]
    public void WriteReport()
    {
        page = ChromiumPage.OpenOrIgnore();
        directory = new ScratchDirectory();
        path = directory.File("report.html");
        if (report == "demo")
            CliRun.Of("demo", "--out", Path.GetDirectoryName(path)!, "--layers", "9", "--width", "64", "--sweeps", "12", "--quiet").Succeeded();
        else
            File.WriteAllText(path, HtmlReport.Render(SampleReport.Comparison()));
    }

    [OneTimeTearDown]
    public void CloseBrowser()
    {
        page?.Dispose();
        directory?.Dispose();
    }

    [SetUp]
    public void OpenReport() => Show("light", DesktopWidth);

    [Test]
    public void Opens_from_a_file_without_a_message_or_a_request()
    {
        Assert.That(page!.ConsoleMessages(), Is.Empty);
        Assert.That(page.Run<string>("return document.compatMode + ' ' + document.location.protocol"), Is.EqualTo("CSS1Compat file:"));
        Assert.That(page.Texts("return performance.getEntriesByType('resource').map(entry => entry.name).filter(name => !name.startsWith('data:'))"), Is.Empty);
        Assert.That(new FileInfo(path).Length, Is.LessThan(LargestBytes));
    }

    [Test]
    public void Every_plot_has_marks_of_some_size_and_words_for_those_who_do_not_see_it()
    {
        ShowAllPanels();
        string[] plots = page!.Texts("""
            return [...document.querySelectorAll('figure')].map(figure => {
              const svg = figure.querySelector('svg.plot, svg.heat');
              const marks = [...svg.querySelectorAll('.series, .heat path[class^=p], .heat path[class^=n]')].filter(mark => {
                const box = mark.getBoundingClientRect();
                return box.width > 2 || box.height > 2;
              });
              const box = svg.getBoundingClientRect();
              return figure.querySelector('h4').textContent + '|' + marks.length + '|' + Math.round(box.width) + '|' + svg.querySelector('title').textContent.length
                + '|' + svg.querySelector('desc').textContent.length;
            });
            """);
        Assert.That(plots, Has.Length.GreaterThanOrEqualTo(9));
        foreach (string plot in plots)
        {
            string[] parts = plot.Split('|');
            Assert.That(int.Parse(parts[1]), Is.Positive, plot);
            Assert.That(int.Parse(parts[2]), Is.GreaterThan(200), plot);
            Assert.That(int.Parse(parts[3]) > 5 && int.Parse(parts[4]) > 20, plot);
        }
    }

    [Test]
    public void Every_picture_of_the_gallery_loads_and_says_what_it_shows()
    {
        ShowAllPanels();
        string[] pictures = page!.Texts("return [...document.images].map(image => [image.complete, image.naturalWidth > 0, image.alt.length > 5, image.width >= 40].join())");
        Assert.That(pictures, Has.Length.GreaterThanOrEqualTo(report == "demo" ? 30 : 3));
        Assert.That(pictures, Is.All.EqualTo("true,true,true,true"));
        Assert.That(page.Run<long>("return document.querySelectorAll('.found .wrong').length"), Is.Positive, "a gallery shows failures");
    }

    [Test]
    public void Every_link_to_numbers_holds_them_and_one_saves_a_file()
    {
        string[] links = page!.Texts("return [...document.querySelectorAll('a.csv')].map(link => link.getAttribute('href'))");
        Assert.That(links, Has.Length.GreaterThanOrEqualTo(10));
        foreach (string link in links)
        {
            string[] lines = Uri.UnescapeDataString(link[(link.IndexOf(',', StringComparison.Ordinal) + 1)..]).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.That(lines, Has.Length.GreaterThan(1), link);
            Assert.That(lines[0].Split(','), Has.Length.GreaterThan(1), link);
        }
        string[] names = page.Texts("return [...document.querySelectorAll('a.csv')].map(link => link.download)");
        Assert.That(names, Is.Unique.And.All.Match("^[a-z0-9-]+\\.csv$"));
        string folder = Directory.CreateDirectory(directory.File("downloads")).FullName;
        page.AllowDownloads(folder);
        page.Run<object?>("document.querySelector('a.csv').click()");
        string file = Path.Combine(folder, names[0]);
        Assert.That(() => File.Exists(file), Is.True.After(20_000, 100));
        Assert.That(() => File.ReadAllText(file), Does.StartWith("method,bits,").After(5_000, 100));
    }

    [Test]
    public void Is_seen_in_both_schemes([Values("light", "dark")] string scheme, [Values(DesktopWidth, PhoneWidth)] int width)
    {
        Show(scheme, width);
        page!.Screenshot($"{report}-{scheme}-{width}");
        double paper = Luminance("getComputedStyle(document.body).backgroundColor");
        Assert.That(paper, scheme == "light" ? Is.GreaterThan(0.8) : Is.LessThan(0.1));
        foreach (string ground in (string[])["--paper", "--card", "--band"])
        {
            foreach (string text in (string[])["--ink", "--soft", "--accent", "--wrong", "--right"])
                Assert.That(Contrast(text, ground), Is.GreaterThan(4.5), $"{text} on {ground}: WCAG 2.2, 1.4.3");
        }
        for (int series = 0; series < 8; series++)
            Assert.That(Contrast($"--c{series}", "--card"), Is.GreaterThan(3), $"series {series}: WCAG 2.2, 1.4.11");
    }

    [Test]
    public void Nothing_sticks_out_on_a_phone([Values(320, PhoneWidth, 768)] int width)
    {
        Show("light", width);
        ShowAllPanels();
        Assert.That(page!.Run<long>("return document.documentElement.scrollWidth"), Is.LessThanOrEqualTo(width));
        string[] outside = page.Texts("""
            return [...document.querySelectorAll('body *')].filter(element => {
              const box = element.getBoundingClientRect();
              return box.width > 1 && box.right > innerWidth + 1 && !element.closest('.wide, .skip, svg, .hidden');
            }).map(element => element.outerHTML.slice(0, 80));
            """);
        Assert.That(outside, Is.Empty);
        string[] tiny = page.Texts("return [...document.querySelectorAll('figure svg text')].map(text => [Math.max(text.getBoundingClientRect().height, text.getBoundingClientRect().width), text.outerHTML]).filter(([height]) => height <= 8).map(item => item.join(' ').slice(0, 120))");
        Assert.That(tiny, Is.Empty, "labels that can be read");
    }

    [Test]
    public void Everything_can_be_reached_and_used_by_keyboard()
    {
        int stops = (int)page!.Run<long>("return document.querySelectorAll('a[href], button, [tabindex=\"0\"], input:checked').length");
        var reached = new List<string>();
        for (int i = 0; i < stops + 5; i++)
        {
            page.Press(OpenQA.Selenium.Keys.Tab);
            string stop = page.Run<string>("""
                const element = document.activeElement, shown = element.matches('input') ? element.parentElement : element, style = getComputedStyle(shown);
                if (element === document.body) return '';
                element.dataset.reached = 'yes';
                return element.tagName + ' ' + (element.id || element.className) + ' outline ' + (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
                """);
            if (stop.Length == 0)
                break;
            reached.Add(stop);
        }
        Assert.That(reached[0], Does.StartWith("A skip"));
        Assert.That(reached[1], Does.StartWith("BUTTON theme"));
        Assert.That(reached, Is.All.EndWith("outline true"), "the focus is seen");
        string[] missed = page.Texts("""
            return [...document.querySelectorAll('a[href], button, [tabindex="0"], input:checked')]
              .filter(element => element.getBoundingClientRect().width > 0 && !element.dataset.reached).map(element => element.outerHTML.slice(0, 80));
            """);
        Assert.That(missed, Is.Empty);
    }

    [Test]
    public void The_scheme_is_switched_by_enter_and_by_space()
    {
        page!.Run<object?>("document.getElementById('theme').focus()");
        page.Press(OpenQA.Selenium.Keys.Enter);
        Assert.That(Luminance("getComputedStyle(document.body).backgroundColor"), Is.LessThan(0.1));
        Assert.That(page.Run<string>("return document.getElementById('theme').getAttribute('aria-label')"), Does.Contain("light"));
        page.Press(" ");
        Assert.That(Luminance("getComputedStyle(document.body).backgroundColor"), Is.GreaterThan(0.8));
        Assert.That(page.ConsoleMessages(), Is.Empty);
    }

    [Test]
    public void Panels_are_chosen_and_lines_brought_out_by_keyboard()
    {
        page!.Run<object?>("const input = document.querySelector('.choice input'); input.focus(); input.closest('.panels').id = 'tried';");
        Assert.That(Shown(), Is.EqualTo("0"));
        page.Press(OpenQA.Selenium.Keys.ArrowRight);
        Assert.That(Shown(), Is.EqualTo("1"));
        // The first legend on the page may be in the panel that was just left.
        page.Run<object?>(
            "[...document.querySelectorAll('.legend button')].find(key => key.getBoundingClientRect().height > 0).focus()");
        page.Press(OpenQA.Selenium.Keys.Enter);
        Assert.That(page.Run<string>("""
            const figure = document.activeElement.closest('figure');
            return figure.querySelector('svg').classList.contains('picked') + ' ' + figure.querySelectorAll('.series.on').length + ' ' + document.activeElement.getAttribute('aria-pressed');
            """), Is.EqualTo("true 1 true"));
        Assert.That(page.ConsoleMessages(), Is.Empty);

        string Shown() => string.Join(',', page!.Texts(
            "return [...document.querySelectorAll('#tried > .panel')].map((panel, i) => panel.getBoundingClientRect().height > 0 ? i : -1).filter(i => i >= 0)"));
    }

    [Test]
    public void Prints_everything_in_dark_ink_on_white_paper()
    {
        page!.Run<object?>("document.documentElement.dataset.theme = 'dark'");
        page.Emulate("dark", "print");
        byte[] pdf = page.Print();
        Assert.That(pdf, Has.Length.GreaterThan(20_000));
        File.WriteAllBytes(Path.Combine(ChromiumPage.ScreenshotFolder(), $"{report}-print.pdf"), pdf);
        Assert.That(Luminance("getComputedStyle(document.body).backgroundColor"), Is.GreaterThan(0.8));
        Assert.That(page.Texts("return [...document.querySelectorAll('.panel')].map(panel => panel.getBoundingClientRect().height > 0)"), Is.All.EqualTo("True"));
        Assert.That(page.Run<bool>("return getComputedStyle(document.querySelector('.bar button')).display === 'none'"), Is.True);
    }

    private void Show(string scheme, int width)
    {
        page!.Emulate(scheme);
        page.Resize(width, Height);
        page.Open(path);
    }

    private void ShowAllPanels() => page!.Run<object?>("document.querySelectorAll('.panel.off').forEach(panel => panel.classList.remove('off'))");

    private double Contrast(string text, string ground)
    {
        double a = Variable(text), b = Variable(ground);
        return (Math.Max(a, b) + 0.05) / (Math.Min(a, b) + 0.05);

        double Variable(string name) => Luminance($"(probe => {{ probe.style.color = 'var({name})'; document.body.append(probe); const color = getComputedStyle(probe).color; probe.remove(); return color; }})(document.createElement('p'))");
    }

    // Relative luminance as WCAG 2.2 defines it, of an expression that gives rgb(...).
    private double Luminance(string expression)
    {
        double[] channels = [.. page!.Run<string>($"return {expression}").Split('(', ')')[1].Split(',').Take(3).Select(double.Parse).Select(value => value / 255)
            .Select(value => value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4))];
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2];
    }
}
