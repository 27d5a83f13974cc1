// What the launchers pass is what the PTX takes: checked without any device.
using NUnit.Framework;
using Vdsh.Cuda.Kernels;
using Vdsh.Data;

namespace Vdsh.Cuda.Tests;

public sealed class KernelSignatureTests
{
    [Test]
    public void Every_launcher_passes_what_its_entry_takes()
    {
        foreach (KernelSignature signature in KernelCatalog.All)
        {
            Dictionary<string, int[]> entries = PtxEntries.Read(PtxSource.ReadText(signature.Family), signature.Family);
            Assert.That(entries, Contains.Key(signature.Name), signature.Family);
            Assert.That(() => signature.Require(entries[signature.Name]), Throws.Nothing);
        }
    }

    [Test]
    public void Every_entry_has_a_launcher()
    {
        var launched = KernelCatalog.All.Select(signature => (signature.Family, signature.Name)).ToHashSet();
        foreach (string family in launched.Select(entry => entry.Family).Distinct().ToArray())
        {
            foreach (string name in PtxEntries.Read(PtxSource.ReadText(family), family).Keys)
                Assert.That(launched, Contains.Item((family, name)));
        }
        var families = typeof(CudaBackend).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".ptx", StringComparison.Ordinal));
        Assert.That(families, Is.EquivalentTo(launched.Select(entry => $"Vdsh.Cuda.{entry.Family}.ptx").Distinct()));
    }

    [Test]
    public void A_changed_entry_is_refused()
    {
        const string Ptx = ".visible .entry f(\n\t.param .u64 f_param_0,\n\t.param .u32 f_param_1\n)\n.maxntid 1\n{ }\n.entry g()\n{ }\n"
            + ".visible .entry h(.param .u64 .ptr .global .align 4 a, .param .f32 b)\n{ }";
        Dictionary<string, int[]> entries = PtxEntries.Read(Ptx, "x.ptx");
        Assert.That(entries["f"], Is.EqualTo((int[])[8, 4]));
        Assert.That(entries["g"], Is.Empty);
        Assert.That(entries["h"], Is.EqualTo((int[])[8, 4]));
        Assert.That(() => new KernelSignature("x", "f", "pi").Require(entries["f"]), Throws.Nothing);
        foreach (string other in (string[])["p", "pp", "pii", "ip"])
            Assert.That(() => new KernelSignature("x", "f", other).Require(entries["f"]), Throws.InvalidOperationException.With.Message.Contains("x.ptx"));
    }

    [TestCase(".entry f() { } .entry f() { }", "f twice")]
    [TestCase(".entry f(.param .pred a) { }", ".pred")]
    [TestCase(".entry f(.param .b0 a) { }", ".b0")]
    [TestCase(".entry f(.param .b2147483640 a) { }", ".b2147483640")]
    public void Ptx_that_cannot_be_launched_is_refused_by_its_name(string ptx, string fault)
        => Assert.That(() => PtxEntries.Read(ptx, "x.ptx"), Throws.TypeOf<InputException>().With.Message.Contains("x.ptx").And.Message.Contains(fault));
}
