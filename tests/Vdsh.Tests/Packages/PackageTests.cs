// What is built must be what was looked at: every project has its packages locked, audited and taken from one feed.
using System.Text.Json.Nodes;
using System.Xml.Linq;
using NUnit.Framework;

namespace Vdsh.Tests.Packages;

internal sealed class PackageTests
{
    private static readonly string Root = FindRoot();

    [TestCaseSource(nameof(Projects))]
    public void Every_project_locks_the_central_version_and_the_content_of_each_package(string project)
    {
        Dictionary<string, string> central = XDocument.Load(Path.Combine(Root, "Directory.Packages.props"))
            .Descendants("PackageVersion").ToDictionary(item => item.Attribute("Include")!.Value, item => item.Attribute("Version")!.Value);
        string lockFile = Path.Combine(Root, Path.GetDirectoryName(project)!, "packages.lock.json");
        Assert.That(lockFile, Does.Exist);
        JsonObject locked = JsonNode.Parse(File.ReadAllText(lockFile))!["dependencies"]!["net10.0"]!.AsObject();
        foreach (string name in XDocument.Load(Path.Combine(Root, project)).Descendants("PackageReference").Select(item => item.Attribute("Include")!.Value))
            Assert.That((string?)locked[name]?["resolved"], Is.EqualTo(central[name]), name);
        foreach ((string name, JsonNode? package) in locked.Where(entry => (string?)entry.Value!["type"] != "Project"))
            Assert.That((string?)package!["contentHash"], Is.Not.Null.And.Not.Empty, name);
    }

    [Test]
    public void Weaknesses_of_packages_break_the_build_from_moderate_ones_on()
    {
        XDocument properties = XDocument.Load(Path.Combine(Root, "Directory.Build.props"));
        Assert.That(Value(properties, "NuGetAudit"), Is.EqualTo("true"));
        Assert.That(Value(properties, "NuGetAuditMode"), Is.EqualTo("all"));
        Assert.That(Value(properties, "WarningsAsErrors").Split(';'), Is.SupersetOf((string[])["NU1902", "NU1903", "NU1904"]));
        Assert.That(Value(properties, "WarningsNotAsErrors").Split(';'), Is.SupersetOf((string[])["NU1900", "NU1905"]));
    }

    [Test]
    public void Packages_are_mapped_to_one_feed_and_no_feed_is_forced_on_anybody()
    {
        XElement configuration = XDocument.Load(Path.Combine(Root, "nuget.config")).Root!;
        Assert.That(configuration.Elements().Select(element => element.Name.LocalName), Is.EqualTo((string[])["packageSourceMapping"]));
        XElement source = configuration.Element("packageSourceMapping")!.Elements().Single();
        Assert.That(source.Attribute("key")!.Value, Is.EqualTo("nuget.org"));
        Assert.That(source.Elements("package").Select(package => package.Attribute("pattern")!.Value), Is.EqualTo((string[])["*"]));
    }

    private static IEnumerable<string> Projects()
        => Directory.EnumerateFiles(Root, "*.csproj", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(Root, path))
            .Where(path => path.StartsWith("src", StringComparison.Ordinal) || path.StartsWith("tests", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static string Value(XDocument properties, string name) => properties.Descendants(name).Single().Value;

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Vdsh.sln")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new DirectoryNotFoundException("The tests run from a checkout of Vdsh.");
    }
}
