// NVTX is installed nowhere here, so two functions of the test stand in for its exports.
using System.Runtime.InteropServices;
using NUnit.Framework;
using Vdsh.Cuda.Profiling;

namespace Vdsh.Tests.Training;

internal sealed unsafe class NvtxProfilerTests
{
    private static readonly List<string> calls = [];

    [SetUp]
    public void Forget() => calls.Clear();

    [Test]
    public void Ranges_reach_the_library_with_their_names()
    {
        NvtxProfiler profiler = Create(&Push);
        profiler.Begin("sweep", 1);
        profiler.Begin("forward", -1);
        profiler.End();
        profiler.Begin("local step of layer", 12);
        profiler.End();
        profiler.End();
        Assert.That(calls, Is.EqualTo((string[])["sweep 1", "forward", "end", "local step of layer 12", "end", "end"]));
    }

    [Test]
    public void A_known_name_allocates_nothing()
    {
        NvtxProfiler profiler = Create(&Ignore);
        for (int i = 0; i < 3; i++)
            profiler.Begin("local step of layer", 3);
        Assert.That(Garbage.Of(() => profiler.Begin("local step of layer", 3)), Is.Zero);
    }

    private static NvtxProfiler Create(delegate* unmanaged<byte*, int> push)
    {
        delegate* unmanaged<int> pop = &Pop;
        return new NvtxProfiler((nint)push, (nint)pop);
    }

    [UnmanagedCallersOnly]
    private static int Push(byte* name)
    {
        calls.Add(Marshal.PtrToStringUTF8((nint)name)!);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int Ignore(byte* name) => 0;

    [UnmanagedCallersOnly]
    private static int Pop()
    {
        calls.Add("end");
        return 0;
    }
}
