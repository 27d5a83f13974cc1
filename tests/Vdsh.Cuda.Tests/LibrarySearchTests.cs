// A library that was chosen and does not load is an error; one that was not found is reported with everything tried.
using NUnit.Framework;
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Tests;

[NonParallelizable]
public sealed class LibrarySearchTests
{
    private const string Variable = "VDSH_TEST_LIBRARY";

    [TearDown]
    public void Unset() => Environment.SetEnvironmentVariable(Variable, null);

    [Test]
    public void The_first_that_loads_is_taken()
    {
        var search = new LibrarySearch("The driver", Variable, ["a", "b", "c"], name => name == "b" ? (7, null) : (0, "no " + name));
        Assert.That((search.Handle, search.Library, search.IsChosen), Is.EqualTo(((nint)7, "b", false)));
        Assert.That(search.Tried, Is.EqualTo((TriedLibrary[])[new("a", false, "no a"), new("b", true)]));
    }

    [Test]
    public void Everything_tried_is_in_the_message()
    {
        var search = new LibrarySearch("The driver", Variable, ["a", "b"], name => (0, "no"));
        Assert.That(search.Handle, Is.EqualTo((nint)0));
        Assert.That(search.Failure, Does.Contain("The driver").And.Contain("a, b").And.Contain(Variable));
    }

    [Test]
    public void A_chosen_library_is_the_only_one_tried()
    {
        Environment.SetEnvironmentVariable(Variable, "/nowhere/x.so");
        var search = new LibrarySearch("The driver", Variable, ["a"], name => name == "a" ? (7, null) : (0, "cannot open"));
        Assert.That(search.Handle, Is.EqualTo((nint)0));
        Assert.That(search.Failure, Does.Contain("/nowhere/x.so").And.Contain(Variable).And.Contain("cannot open"));
        Assert.That(search.Tried, Has.Count.EqualTo(1));
    }
}
