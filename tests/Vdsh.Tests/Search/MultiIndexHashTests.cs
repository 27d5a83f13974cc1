// Multi-index hashing gives what a scan gives.
using NUnit.Framework;
using Vdsh.Search;

namespace Vdsh.Tests.Search;

[TestFixture(1)]
[TestFixture(3)]
public sealed class MultiIndexHashTests(int threads) : IndexSuite
{
    protected override ICodeIndex Create(int bits) => new MultiIndexHash(bits) { Threads = threads };
}
