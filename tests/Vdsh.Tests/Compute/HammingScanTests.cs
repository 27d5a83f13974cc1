// The suite on the CPU's scans with every kernel forced and with one and three threads.
using NUnit.Framework;
using Vdsh.Compute;
using Vdsh.Compute.Cpu;

namespace Vdsh.Tests.Compute;

[TestFixture("Scalar", 1)]
[TestFixture("Scalar", 3)]
[TestFixture("Vector128", 1)]
[TestFixture("Vector256", 1)]
[TestFixture("Vector512", 1)]
[TestFixture("Vector512", 3)]
[TestFixture("NativeAvx2", 1)]
[TestFixture("NativeAvx512", 1)]
[TestFixture("NativeVpopcntdq", 1)]
[TestFixture("NativeVpopcntdq", 3)]
public sealed class HammingScanTests(string kernelName, int threads) : HammingSuite
{
    protected override IHammingEngine Create()
    {
        HammingKernel kernel = Enum.Parse<HammingKernel>(kernelName);
        if (!HammingKernelSupport.IsSupported(kernel))
            Assert.Ignore($"This machine does not run the kernel {kernel}{(HammingKernelSupport.IsNative(kernel) ? ", or the native library is not built (./build.sh native)" : "")}.");
        return new HammingScan(threads, kernel);
    }
}
