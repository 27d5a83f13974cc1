// Code in documentation rots unless it is run: the page's blocks are compiled as one program and executed.
using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NUnit.Framework;
using Vdsh.Tests.Cli;

namespace Vdsh.Tests.Docs;

[TestFixture]
internal sealed partial class EmbeddingPageTests
{
    private const string ImplicitUsings = "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading;";

    [Test]
    public void The_example_is_fifteen_lines()
        => Assert.That(Blocks()[0].Split('\n', StringSplitOptions.RemoveEmptyEntries), Has.Length.LessThanOrEqualTo(15));

    [Test]
    public void The_code_compiles_and_runs()
    {
        string output = Run(Compile(string.Join('\n', Blocks())));
        Assert.That(output, Does.Match(@"nearest to query 0: item \d+ at distance \d+"));
        Assert.That(output, Does.Match(@"sweeps, loss 0\.\d{3}"));
        Assert.That(output, Does.Match("code [0-9a-f]{8}"));
        Assert.That(output, Does.Match(@"query 0: [1-9]\d* items within 2 bits"));
        double map = double.Parse(Regex.Match(output, @"map (0\.\d{3})").Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(map, Is.GreaterThan(0.95));
    }

    private static string[] Blocks()
    {
        string page = File.ReadAllText(Path.Combine(Root(), "docs", "embedding.md"));
        return [.. CodeBlock().Matches(page).Select(match => match.Groups[1].Value)];
    }

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Vdsh.sln")))
            folder = folder.Parent;
        if (folder is null)
            Assert.Ignore("The tests do not run inside the repository, so its documentation cannot be read.");
        return folder!.FullName;
    }

    private static Assembly Compile(string program)
    {
        string platform = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        MetadataReference[] references = [.. platform.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];
        var compilation = CSharpCompilation.Create(
            "Embedding", [CSharpSyntaxTree.ParseText(ImplicitUsings), CSharpSyntaxTree.ParseText(program)], references, new CSharpCompilationOptions(OutputKind.ConsoleApplication));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.That(result.Success, Is.True, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
        image.Position = 0;
        return AssemblyLoadContext.Default.LoadFromStream(image);
    }

    // The program writes a file where it stands, so it runs in a directory of its own.
    private static string Run(Assembly program)
    {
        using var directory = new ScratchDirectory();
        TextWriter console = Console.Out;
        string home = Directory.GetCurrentDirectory();
        using var output = new StringWriter();
        try
        {
            Console.SetOut(output);
            Directory.SetCurrentDirectory(directory.Path);
            program.EntryPoint!.Invoke(null, [Array.Empty<string>()]);
        }
        finally
        {
            Console.SetOut(console);
            Directory.SetCurrentDirectory(home);
        }
        return output.ToString();
    }

    [GeneratedRegex("```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
