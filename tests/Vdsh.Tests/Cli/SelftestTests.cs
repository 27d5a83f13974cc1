// The self-test is what a stranger runs on a device nobody here has seen: it must cover everything, and it must be able to fail.
using System.Text.Json.Nodes;
using NUnit.Framework;
using Vdsh.Cli.Devices;
using Vdsh.Cli.Selftest;
using Vdsh.Compute;

namespace Vdsh.Tests.Cli;

internal sealed class SelftestTests
{
    [Test]
    public void Every_operation_of_the_backend_is_checked()
    {
        string[] operations =
        [
            .. new[] { typeof(IComputeBackend), typeof(IHammingEngine) }.SelectMany(type => type.GetMethods()).Where(method => !method.IsSpecialName).Select(method => method.Name).Distinct(),
        ];
        Assert.That(operations, Has.Length.EqualTo(37));
        foreach (bool quick in (bool[])[true, false])
            Assert.That(new SelftestSuite(quick, FactorRounding.None, Seed: 1).Checks.Select(check => check.Operation).Distinct(), Is.EquivalentTo(operations));
    }

    [TestCase(1UL)]
    [TestCase(77UL)]
    public void The_cpu_passes(ulong seed)
    {
        JsonObject report = CliRun.Of("selftest", "--quick", "--device", "cpu", "--seed", $"{seed}", "--json").Json();
        Assert.That((bool)report["passed"]!, Is.True);
        Assert.That((bool)report["emulator"]!, Is.False);
        Assert.That(report["checks"]!.AsArray(), Has.Count.GreaterThan(100));
        Assert.That((double)report["peak"]!["flops"]!, Is.Positive);
        foreach (JsonNode? check in report["checks"]!.AsArray())
            Assert.That((bool)check!["passed"]!, Is.True, $"{check}");
    }

    [Test]
    public void The_table_ends_with_a_verdict()
    {
        CliRun run = CliRun.Of("selftest", "--quick", "--device", "cpu").Succeeded();
        Assert.That(run.Output, Does.Contain("max rel. error").And.Contain("InvertSpd").And.Contain("exact").And.Not.Contain("EMULATOR"));
        Assert.That(run.Output.TrimEnd().Split('\n')[^1], Does.StartWith("PASSED: all "));
    }

    [Test]
    public void A_wrong_backend_fails_in_exactly_the_operation_that_is_wrong([ValueSource(nameof(Faults))] string operation)
    {
        using var backend = new FaultyBackend(operation);
        CheckOutcome[] outcomes = [.. new SelftestSuite(Quick: true, FactorRounding.None, Seed: 1).Run(backend, repeat: false, CancellationToken.None)];
        string[] failed = [.. outcomes.Where(outcome => !outcome.Passed).Select(outcome => outcome.Check.Operation).Distinct()];
        Assert.That(failed, Is.EqualTo((string[])[operation]));
        var report = new SelftestReport("faulty", "a backend with a fault", true, new DevicePeak(null, null, "none"), outcomes);
        Assert.That(report.Passed, Is.False);
        Assert.That(report.Verdict, Does.StartWith("FAILED: ").And.Contain(operation));
        Assert.That((bool)report.ToJson()["timesAreMeaningful"]!, Is.False);
    }

    private static string[] Faults => FaultyBackend.Operations;
}
