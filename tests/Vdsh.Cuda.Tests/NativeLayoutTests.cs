// A wrong size shifts the arguments of a call, where no message is to be had.
using NUnit.Framework;
using Vdsh.Cuda.Cublas;
using Vdsh.Cuda.Driver;

namespace Vdsh.Cuda.Tests;

public sealed class NativeLayoutTests
{
    [Test]
    public void Enumerations_are_C_ints()
    {
        Type[] types = [typeof(CUResult), typeof(CublasStatus), typeof(Operation), typeof(FillMode), typeof(MathMode), typeof(DeviceAttribute), typeof(JitOption)];
        foreach (Type type in types)
            Assert.That(Enum.GetUnderlyingType(type), Is.EqualTo(typeof(int)), type.Name);
    }
}
