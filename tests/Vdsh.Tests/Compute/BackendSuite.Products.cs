// Matrix products and what is built on them, against double-precision loops.
using NUnit.Framework;
using Vdsh.Compute;

namespace Vdsh.Tests.Compute;

public abstract partial class BackendSuite
{
    private static readonly (int M, int N, int K)[] Shapes =
    [
        (0, 5, 3), (5, 0, 3), (4, 6, 0), (1, 1, 1), (1, 48, 785), (2, 512, 33), (3, 47, 7), (12, 32, 256), (11, 31, 255), (13, 33, 257),
        (24, 64, 512), (25, 65, 513), (97, 101, 103), (300, 48, 64), (127, 16, 129), (385, 129, 70), (257, 61, 301), (640, 5, 40),
        (577, 290, 20), (14, 291, 1030), (590, 17, 515),
    ];

    [Test]
    public void Multiply_equals_the_reference(
        [Values] Transpose transposeA, [Values] Transpose transposeB, [ValueSource(nameof(Shapes))] (int M, int N, int K) shape)
    {
        var (m, n, k) = shape;
        bool turnA = transposeA == Transpose.Yes, turnB = transposeB == Transpose.Yes;
        var (a, deviceA) = turnA ? Draw(k, m) : Draw(m, k);
        var (b, deviceB) = turnB ? Draw(n, k) : Draw(k, n);
        var (c, deviceC) = Draw(m, n);
        double[,] product = ReferenceAlgebra.Multiply(a, turnA, b, turnB);

        Backend.Multiply(deviceA, transposeA, deviceB, transposeB, 0.5f, -1.5f, deviceC);
        AssertClose(Download(deviceC), ReferenceAlgebra.Map(product, c, (p, old) => (0.5 * p) - (1.5 * old)), Tolerance(k), "beta -1.5");
        Backend.Fill(deviceC, float.NaN);
        Backend.Multiply(deviceA, transposeA, deviceB, transposeB, 1, 0, deviceC);
        AssertClose(Download(deviceC), product, Tolerance(k), "beta 0");
        Backend.Multiply(deviceA, transposeA, deviceB, transposeB, 2, 1, deviceC);
        AssertClose(Download(deviceC), ReferenceAlgebra.Map(product, c, (p, _) => 3 * p), 3 * Tolerance(k), "beta 1");
    }

    [Test]
    public void Multiply_writes_inside_a_view_only()
    {
        var (a, deviceA) = Draw(50, 40);
        var (b, deviceB) = Draw(40, 60);
        DeviceMatrix frame = Allocate(40, 70);
        Backend.Fill(frame, 7);
        using DeviceMatrix inside = frame.View(3, 5, 29, 49);
        using DeviceMatrix left = deviceA.View(1, 2, 29, 31);
        using DeviceMatrix right = deviceB.View(4, 3, 31, 49);
        Backend.Multiply(left, Transpose.No, right, Transpose.No, 1, 0, inside);

        float[,] result = Download(frame);
        for (int i = 0; i < 40; i++)
        {
            for (int j = 0; j < 70; j++)
            {
                double expected = 7;
                if (i is >= 3 and < 32 && j is >= 5 and < 54)
                {
                    expected = 0;
                    for (int k = 0; k < 31; k++)
                        expected += (double)a[i - 3 + 1, k + 2] * b[k + 4, j - 5 + 3];
                }

                Assert.That(result[i, j], Is.EqualTo(expected).Within(1e-5), $"({i}, {j})");
            }
        }
    }

    [Test]
    public void A_row_alone_equals_the_row_in_a_batch([Values(1, 2, 5)] int rows, [Values(48, 200)] int outputs, [Values(300, 785)] int inputs)
    {
        var (_, input) = Draw(77, inputs);
        var (_, weights) = Draw(inputs, outputs);
        DeviceMatrix all = Allocate(77, outputs), some = Allocate(rows, outputs);
        Backend.Affine(input, weights, Activation.Relu, all);
        using DeviceMatrix part = input.View(31, 0, rows, inputs);
        Backend.Affine(part, weights, Activation.Relu, some);
        using DeviceMatrix expected = all.View(31, 0, rows, outputs);
        Assert.That(Download(some), Is.EqualTo(Download(expected)));
    }

    [Test]
    public void Affine_applies_the_activation([Values] Activation activation, [ValueSource(nameof(Shapes))] (int M, int N, int K) shape)
    {
        var (m, n, k) = shape;
        var (input, deviceInput) = Draw(m, k);
        var (weights, deviceWeights) = Draw(k, n);
        DeviceMatrix output = Allocate(m, n);
        DeviceMatrix sums = Allocate(Math.Min(m, 33), n);
        Backend.Affine(deviceInput, deviceWeights, activation, output, sums);
        double[,] expected = ReferenceAlgebra.Multiply(input, false, weights, false);
        double[,] first = new double[sums.Rows, n];
        Array.Copy(expected, first, first.Length);
        AssertClose(Download(sums), first, Tolerance(k), "sums");
        if (activation == Activation.Relu)
            expected = ReferenceAlgebra.Map(expected, u => Math.Max(u, 0));
        AssertClose(Download(output), expected, Tolerance(k));
    }

    [Test]
    public void BackMultiplier_masks_where_the_layer_below_was_off([Values(1, 33, 130)] int rows, [Values(48, 100, 257)] int below)
    {
        var (multiplier, deviceMultiplier) = Draw(rows, 70);
        var (weights, deviceWeights) = Draw(below, 70);
        var (activations, deviceActivations) = Draw(rows, below);
        activations[0, 0] = 0;
        activations[0, 1] = float.NaN;
        Backend.Upload(activations, deviceActivations);
        DeviceMatrix output = Allocate(rows, below);
        Backend.Fill(output, float.NaN);
        Backend.BackMultiplier(deviceMultiplier, deviceWeights, deviceActivations, output);
        double[,] product = ReferenceAlgebra.Multiply(multiplier, false, weights, true);
        AssertClose(Download(output), ReferenceAlgebra.Map(product, activations, (p, z) => z > 0 ? p : 0), Tolerance(70));
    }

    [Test]
    public void GramMoment_averages_in_the_lower_triangle([Values(1, 3, 64, 257)] int size, [Values(1, 70, 300)] int rows)
    {
        var (z, deviceZ) = Draw(rows, size);
        DeviceMatrix moment = Allocate(size, size);
        Backend.Fill(moment, float.NaN);
        Backend.GramMoment(deviceZ, 0, moment);
        double[,] gram = ReferenceAlgebra.Map(ReferenceAlgebra.Multiply(z, true, z, false), g => g / rows);
        AssertClose(Mirrored(Download(moment)), gram, Tolerance(rows), "keep 0");

        Backend.GramMoment(deviceZ, 0.95f, moment);
        AssertClose(Mirrored(Download(moment)), gram, 2 * Tolerance(rows), "keep 0.95 of the same");
    }

    [Test]
    public void Not_a_number_and_infinity_spread_to_their_row_or_column()
    {
        var (a, deviceA) = Draw(40, 300);
        var (_, deviceB) = Draw(300, 50);
        a[7, 290] = float.NaN;
        a[20, 3] = float.PositiveInfinity;
        Backend.Upload(a, deviceA);
        DeviceMatrix c = Allocate(40, 50);
        Backend.Affine(deviceA, deviceB, Activation.Relu, c);
        float[,] result = Download(c);
        for (int i = 0; i < 40; i++)
        {
            for (int j = 0; j < 50; j++)
            {
                if (i == 7)
                    Assert.That(result[i, j], Is.NaN);
                else if (i == 20)
                    Assert.That(result[i, j], Is.EqualTo(float.PositiveInfinity).Or.EqualTo(0f));
                else
                    Assert.That(float.IsFinite(result[i, j]), $"({i}, {j})");
            }
        }
    }

    [Test]
    public void InvertSpd_times_the_matrix_is_the_identity([Values(1, 2, 31, 64, 65, 128, 257)] int size)
    {
        var (_, z) = Draw((2 * size) + 3, size);
        DeviceMatrix moment = Allocate(size, size), inverse = Allocate(size, size), ridge = Allocate(1, 1);
        Backend.GramMoment(z, 0, moment);
        float[,] matrix = Mirrored(Download(moment)), lower = (float[,])matrix.Clone();
        for (int i = 0; i < size; i++)
        {
            for (int j = i + 1; j < size; j++)
                lower[i, j] = float.NaN;
        }

        Backend.InvertSpd(Upload(lower), 0.01f, 0.1f, inverse, ridge);
        float[,] result = Download(inverse);
        double trace = 0;
        for (int i = 0; i < size; i++)
            trace += matrix[i, i];
        double expectedRidge = 0.01 + (0.1 * trace / size);
        Assert.That(Download(ridge)[0, 0], Is.EqualTo(expectedRidge).Within(1e-6));
        AssertSymmetric(result);
        for (int i = 0; i < size; i++)
            matrix[i, i] += (float)expectedRidge;
        float[,] identity = new float[size, size];
        for (int i = 0; i < size; i++)
            identity[i, i] = 1;
        AssertClose(identity, ReferenceAlgebra.Multiply(matrix, false, result, false), 2e-5);
    }

    [Test]
    public void InvertSpd_refuses_what_is_not_positive_definite([Values(-1f, 0f, float.NaN, float.PositiveInfinity)] float pivot, [Values(5, 150)] int size)
    {
        float[,] matrix = new float[size, size];
        for (int i = 0; i < size; i++)
            matrix[i, i] = i == size - 2 ? pivot : 1;
        DeviceMatrix inverse = Allocate(size, size), ridge = Allocate(1, 1);
        Assert.That(() => AndWait(() => Backend.InvertSpd(Upload(matrix), 0, 0, inverse, ridge)), Throws.InstanceOf<ArithmeticException>());
        Assert.That(() => AndWait(() => { }), Throws.Nothing, "a refusal is told once");
    }

    // A moment has a lower triangle only.
    private static float[,] Mirrored(float[,] values)
    {
        for (int i = 0; i < values.GetLength(0); i++)
        {
            for (int j = i + 1; j < values.GetLength(1); j++)
                values[i, j] = values[j, i];
        }

        return values;
    }
}
