using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Evaluation;
using Vdsh.Tests.Codes;

namespace Vdsh.Tests.Evaluation;

public sealed class BitCorrelationTests
{
    [Test]
    public void Equals_the_textbook_formula_over_columns([Values(1, 2, 63, 64, 65, 200)] int count, [Values(1, 17, 64, 70)] int bits, [Values(3, int.MaxValue)] int distinct)
    {
        HashCodes codes = RandomCodes.Create(count, bits, (ulong)TestContext.CurrentContext.Random.Next(), distinct);
        double[,] matrix = BitCorrelation.Of(codes);
        Assert.That((matrix.GetLength(0), matrix.GetLength(1)), Is.EqualTo((bits, bits)));
        for (int i = 0; i < bits; i++)
        {
            for (int j = 0; j < bits; j++)
                Assert.That(matrix[i, j], Is.EqualTo(Naive(codes, i, j)).Within(1e-12), $"bits {i} and {j}");
        }
    }

    [Test]
    public void The_first_bits_alone_are_the_corner_of_the_whole()
    {
        HashCodes codes = RandomCodes.Create(300, 90, 5);
        double[,] whole = BitCorrelation.Of(codes), corner = BitCorrelation.Of(codes, 70);
        Assert.That(corner.GetLength(0), Is.EqualTo(70));
        for (int i = 0; i < 70; i++)
        {
            for (int j = 0; j < 70; j++)
                Assert.That(corner[i, j], Is.EqualTo(whole[i, j]));
        }
    }

    [Test]
    public void Constant_bits_have_no_correlation()
    {
        double[,] matrix = BitCorrelation.Of(new HashCodes([0b001, 0b011, 0b001], 3, 3));
        Assert.That(matrix[1, 1], Is.EqualTo(1));
        Assert.That((double[])[matrix[0, 0], matrix[0, 1], matrix[1, 0], matrix[2, 2], matrix[1, 2]], Is.All.NaN);
    }

    [Test]
    public void No_codes_give_no_numbers() => Assert.That(BitCorrelation.Of(new HashCodes([], 0, 4)).Cast<double>(), Is.All.NaN);

    private static double Naive(HashCodes codes, int i, int j)
    {
        double[] a = [.. Enumerable.Range(0, codes.Count).Select(row => codes.Bit(row, i) ? 1.0 : 0)], b = [.. Enumerable.Range(0, codes.Count).Select(row => codes.Bit(row, j) ? 1.0 : 0)];
        double meanA = a.Average(), meanB = b.Average();
        double covariance = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        double spread = Math.Sqrt(a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB)));
        bool isConstant = a.Distinct().Count() < 2 || b.Distinct().Count() < 2;
        return isConstant ? double.NaN : covariance / spread;
    }
}
