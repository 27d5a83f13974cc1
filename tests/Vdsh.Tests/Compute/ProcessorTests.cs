// The name that stands beside every measurement.
using NUnit.Framework;
using Vdsh.Compute.Cpu;

namespace Vdsh.Tests.Compute;

internal sealed class ProcessorTests
{
    // Signatures of CPUID leaf 1: a Genoa, a Turin, a Sapphire Rapids, a Skylake, and one before extended numbers.
    [TestCase(0x00A10F11, "family 25, model 17")]
    [TestCase(0x00B00F21, "family 26, model 2")]
    [TestCase(0x000806F8, "family 6, model 143")]
    [TestCase(0x00050654, "family 6, model 85")]
    [TestCase(0x00000543, "family 5, model 4")]
    public void Family_and_model_are_those_that_manuals_list(int signature, string expected) =>
        Assert.That(Processor.FamilyAndModel(signature), Is.EqualTo(expected));
}
