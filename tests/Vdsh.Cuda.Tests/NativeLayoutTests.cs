// A wrong offset corrupts memory on the other side of the call, where no message is to be had.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using NUnit.Framework;
using Vdsh.Cuda.Cublas;
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Tests;

public sealed class NativeLayoutTests
{
    [Test]
    public void The_two_dimensional_copy_has_the_layout_of_the_header()
    {
        Assert.That(Unsafe.SizeOf<Memcpy2D>(), Is.EqualTo(128));
        (string Field, int Offset)[] offsets =
        [
            (nameof(Memcpy2D.SourceXInBytes), 0), (nameof(Memcpy2D.SourceY), 8), (nameof(Memcpy2D.SourceMemoryType), 16), (nameof(Memcpy2D.SourceHost), 24),
            (nameof(Memcpy2D.SourceDevice), 32), (nameof(Memcpy2D.SourceArray), 40), (nameof(Memcpy2D.SourcePitch), 48),
            (nameof(Memcpy2D.DestinationXInBytes), 56), (nameof(Memcpy2D.DestinationY), 64), (nameof(Memcpy2D.DestinationMemoryType), 72),
            (nameof(Memcpy2D.DestinationHost), 80), (nameof(Memcpy2D.DestinationDevice), 88), (nameof(Memcpy2D.DestinationArray), 96),
            (nameof(Memcpy2D.DestinationPitch), 104), (nameof(Memcpy2D.WidthInBytes), 112), (nameof(Memcpy2D.Height), 120),
        ];
        foreach (var (field, offset) in offsets)
            Assert.That(Marshal.OffsetOf<Memcpy2D>(field), Is.EqualTo((nint)offset), field);
    }

    [Test]
    public void Enumerations_are_C_ints()
    {
        Type[] types = [typeof(CUResult), typeof(CublasStatus), typeof(Operation), typeof(FillMode), typeof(MathMode), typeof(MemoryType), typeof(DeviceAttribute), typeof(JitOption)];
        foreach (Type type in types)
            Assert.That(Enum.GetUnderlyingType(type), Is.EqualTo(typeof(int)), type.Name);
    }
}
