// The suite on the CPU: with one thread, which starts no others, with as many as there are cores, and with more.
using NUnit.Framework;
using Vdsh.Compute;

namespace Vdsh.Tests.Concurrency;

[TestFixture(1)]
[TestFixture(2)]
[TestFixture(5)]
internal sealed class CpuConcurrencyTests(int threads) : ConcurrencySuite
{
    // Enough for the encoder of items that are mostly zero.
    protected override int Items => 1100;

    protected override int Rounds => 8;

    protected override IComputeBackend Create() => new CpuBackend(new CpuBackendOptions { Threads = threads });
}
