// Whoever shares an object between threads looks into its docs first, so every public class says what holds.
using System.Reflection;
using System.Xml.Linq;
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Cuda;
using Vdsh.Serve;

namespace Vdsh.Tests.Docs;

internal sealed class ThreadSafetyTests
{
    [Test]
    public void Every_public_object_says_how_threads_may_use_it(
        [Values(typeof(CpuBackend), typeof(CudaBackend), typeof(SearchService))] Type one)
    {
        Assembly assembly = one.Assembly;
        string docs = Path.ChangeExtension(assembly.Location, "xml");
        var said = XDocument.Load(docs).Descendants("member")
            .Where(member => member.Value.Contains("Thread safety: "))
            .Select(member => member.Attribute("name")!.Value)
            .ToHashSet();
        IEnumerable<string> types = assembly.GetExportedTypes().Where(HasState).Select(type => $"T:{type.FullName}");
        string[] silent = [.. types.Where(name => !said.Contains(name))];
        Assert.That(silent, Is.Empty);
    }

    // Static classes are abstract and sealed at once; records are values.
    private static bool HasState(Type type) =>
        (type.IsClass || type.IsInterface) && !type.IsNested && !(type.IsAbstract && type.IsSealed)
        && type.GetMethod("<Clone>$") is null
        && !type.IsAssignableTo(typeof(Exception)) && !type.IsAssignableTo(typeof(Delegate));
}
