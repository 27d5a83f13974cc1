// The shapes of products that training is made of, so that a change to a kernel shows where it matters.
using BenchmarkDotNet.Attributes;
using Vdsh.Compute;

namespace Vdsh.Benchmarks;

/// <summary>C = A B, m x k times k x n.</summary>
public class ProductBenchmarks
{
    private CpuBackend backend = null!;
    private DeviceMatrix a = null!, b = null!, c = null!;

    [Params("256x512x512", "256x1024x1024", "256x1024x48", "1024x1024x1024")]
    public string Shape { get; set; } = "";

    [GlobalSetup]
    public void Allocate()
    {
        int[] sizes = Array.ConvertAll(Shape.Split('x'), int.Parse);
        backend = new CpuBackend();
        a = backend.Allocate(sizes[0], sizes[1]);
        b = backend.Allocate(sizes[1], sizes[2]);
        c = backend.Allocate(sizes[0], sizes[2]);
        backend.Fill(a, 0.5f);
        backend.Fill(b, 0.25f);
    }

    [GlobalCleanup]
    public void Free()
    {
        foreach (DeviceMatrix matrix in (DeviceMatrix[])[a, b, c])
            matrix.Dispose();
        backend.Dispose();
    }

    [Benchmark]
    public void Multiply() => backend.Multiply(a, Transpose.No, b, Transpose.No, 1, 0, c);

    [Benchmark]
    public void AffineRelu() => backend.Affine(a, b, Activation.Relu, c);
}
