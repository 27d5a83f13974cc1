// The flat index on every kernel of the CPU, with one thread and with several.
using NUnit.Framework;
using Vdsh.Compute.Cpu;
using Vdsh.Search;

namespace Vdsh.Tests.Search;

[TestFixture("Scalar", 1)]
[TestFixture("Vector128", 1)]
[TestFixture("Vector256", 2)]
[TestFixture("Vector512", 1)]
[TestFixture("Vector512", 3)]
[TestFixture("NativeAvx2", 1)]
[TestFixture("NativeAvx512", 1)]
[TestFixture("NativeVpopcntdq", 1)]
[TestFixture("NativeVpopcntdq", 3)]
public sealed class FlatIndexTests(string kernelName, int threads) : IndexSuite
{
    protected override ICodeIndex Create(int bits)
    {
        HammingKernel kernel = Enum.Parse<HammingKernel>(kernelName);
        if (!HammingKernelSupport.IsSupported(kernel))
            Assert.Ignore($"This machine does not run the kernel {kernel}{(HammingKernelSupport.IsNative(kernel) ? ", or the native library is not built (./build.sh native)" : "")}.");
        return new HammingIndex(bits, new HammingScan(threads, kernel));
    }
}
