// Pages are checked in the browser that people use, driven from outside; where there is none, the tests say so and are ignored.
using NUnit.Framework;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace Vdsh.Tests.Browser;

/// <summary>A headless Chromium with an empty profile of its own.</summary>
internal sealed class ChromiumPage : IDisposable
{
    // No network, no sandbox (tests may run as root in a container), nothing of its first start.
    private static readonly string[] Arguments =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--disable-dev-shm-usage", "--hide-scrollbars",
    ];

    private readonly string profile = Directory.CreateTempSubdirectory("vdsh-chromium-").FullName;
    private readonly ChromeDriver driver;

    private ChromiumPage(string browser, string driverPath)
    {
        var options = new ChromeOptions { BinaryLocation = browser };
        options.AddArguments(Arguments);
        options.AddArgument($"--user-data-dir={profile}");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        var service = ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(driverPath)!, Path.GetFileName(driverPath));
        service.SuppressInitialDiagnosticInformation = true;
        driver = new ChromeDriver(service, options, TimeSpan.FromMinutes(3));
    }

    /// <summary>Starts the browser; ignores the test where it or its driver is missing.</summary>
    public static ChromiumPage OpenOrIgnore()
    {
        string? browser = Find("chromium", "chromium-browser", "google-chrome"), driverPath = Find("chromedriver");
        if (browser is null || driverPath is null)
            Assert.Ignore("Chromium or its driver is missing; tests/install-test-tools.sh installs both on Debian.");
        return new ChromiumPage(browser!, driverPath!);
    }

    /// <summary>Opens a file without a server.</summary>
    public void Open(string path) => driver.Navigate().GoToUrl(new Uri(Path.GetFullPath(path)));

    /// <summary>What the page and the browser wrote to the console since the last call.</summary>
    public IReadOnlyList<string> ConsoleMessages() => [.. driver.Manage().Logs.GetLog(LogType.Browser).Select(entry => $"{entry.Level}: {entry.Message}")];

    /// <summary>Runs a script; a list comes back as an array of objects.</summary>
    public T Run<T>(string script, params object[] arguments) => (T)driver.ExecuteScript(script, arguments)!;

    /// <summary>Runs a script that gives a list of texts.</summary>
    public string[] Texts(string script) => [.. Run<IReadOnlyCollection<object>>(script).Select(item => item?.ToString() ?? "")];

    /// <summary>Presses keys where the focus is.</summary>
    public void Press(string keys) => new OpenQA.Selenium.Interactions.Actions(driver).SendKeys(keys).Perform();

    /// <summary>The size of the window's inside, in CSS pixels.</summary>
    public void Resize(int width, int height) => Command(
        "Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false });

    /// <summary>What the system prefers and the page is shown on.</summary>
    public void Emulate(string scheme, string media = "screen") => Command("Emulation.setEmulatedMedia", new()
    {
        ["media"] = media,
        ["features"] = new object[] { new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = scheme } },
    });

    /// <summary>Lets the page save files into a folder.</summary>
    public void AllowDownloads(string folder) => Command("Browser.setDownloadBehavior", new() { ["behavior"] = "allow", ["downloadPath"] = folder });

    /// <summary>The whole page as it would be printed.</summary>
    public byte[] Print() => Convert.FromBase64String((string)Command("Page.printToPDF", new() { ["printBackground"] = true })["data"]!);

    /// <summary>Keeps a picture of the whole page in the repository's artifacts folder.</summary>
    public void Screenshot(string name)
    {
        byte[] png = Convert.FromBase64String((string)Command("Page.captureScreenshot", new() { ["captureBeyondViewport"] = true })["data"]!);
        Assert.That(png, Has.Length.GreaterThan(1000));
        File.WriteAllBytes(Path.Combine(ScreenshotFolder(), name + ".png"), png);
    }

    /// <summary>Where screenshots are kept; git ignores it.</summary>
    public static string ScreenshotFolder()
    {
        DirectoryInfo? repository = new(TestContext.CurrentContext.TestDirectory);
        while (repository is not null && !File.Exists(Path.Combine(repository.FullName, "Vdsh.sln")))
            repository = repository.Parent;
        return Directory.CreateDirectory(Path.Combine(repository?.FullName ?? TestContext.CurrentContext.WorkDirectory, "artifacts", "screenshots")).FullName;
    }

    public void Dispose()
    {
        driver.Dispose();
        Directory.Delete(profile, recursive: true);
    }

    private Dictionary<string, object?> Command(string name, Dictionary<string, object?> parameters)
        => (Dictionary<string, object?>)driver.ExecuteCdpCommand(name, parameters)!;

    private static string? Find(params string[] names)
    {
        string[] folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        string suffix = OperatingSystem.IsWindows() ? ".exe" : "";
        return names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name + suffix))).FirstOrDefault(File.Exists);
    }
}
