// Elementwise operations, sums and the code layer's formulas, against the formulas in double precision.
using NUnit.Framework;
using Vdsh.Compute;

namespace Vdsh.Tests.Compute;

public abstract partial class BackendSuite
{
    private static readonly (int Rows, int Columns)[] Sizes = [(0, 3), (1, 1), (1, 1000), (7, 48), (33, 65), (300, 257), (513, 16)];

    [Test]
    public void Upload_copy_fill_and_views_move_values([ValueSource(nameof(Sizes))] (int Rows, int Columns) size)
    {
        var (host, device) = Draw(size.Rows, size.Columns);
        DeviceMatrix copy = Allocate(size.Rows, size.Columns);
        Backend.Copy(device, copy);
        Assert.That(Download(copy), Is.EqualTo(host));
        using DeviceMatrix left = copy.LeftColumns(size.Columns - 1);
        Backend.Fill(left, 3);
        float[,] result = Download(copy);
        for (int i = 0; i < size.Rows; i++)
        {
            for (int j = 0; j < size.Columns; j++)
                Assert.That(result[i, j], Is.EqualTo(j == size.Columns - 1 ? host[i, j] : 3));
        }
    }

    [Test]
    public void AddScaled_and_Dot_equal_the_reference([ValueSource(nameof(Sizes))] (int Rows, int Columns) size)
    {
        var (a, deviceA) = Draw(size.Rows, size.Columns);
        var (b, deviceB) = Draw(size.Rows, size.Columns);
        double dot = 0;
        for (int i = 0; i < size.Rows; i++)
        {
            for (int j = 0; j < size.Columns; j++)
                dot += (double)a[i, j] * b[i, j];
        }

        Assert.That(Backend.Dot(deviceA, deviceB), Is.EqualTo(dot).Within(1e-10 * Math.Max(1, a.Length)));
        Backend.AddScaled(-0.25f, deviceA, deviceB);
        AssertClose(Download(deviceB), ReferenceAlgebra.Map(ReferenceAlgebra.Map(a, x => x), b, (x, y) => y - (0.25 * x)), 1e-6);
    }

    [Test]
    public void Sums_come_home_together_and_equal_those_that_come_alone([ValueSource(nameof(Sizes))] (int Rows, int Columns) size)
    {
        DeviceMatrix a = Draw(size.Rows, size.Columns).Item2, b = Draw(size.Rows, size.Columns).Item2;
        using DeviceSums sums = Backend.AllocateSums(4);
        double[] values = [1, 1, 1, 1];
        Backend.Read(sums, values);
        Assert.That(values, Is.All.Zero);
        Backend.Dot(a, a, sums, 0);
        Backend.Dot(a, b, sums, 1);
        Backend.Dot(b, a, sums, 3);
        Backend.Dot(b, b, sums, 3);
        Backend.Read(sums, values);
        Assert.That(values, Is.EqualTo([Backend.Dot(a, a), Backend.Dot(a, b), 0, Backend.Dot(b, b)]));
    }

    [Test]
    public void What_was_to_be_finite_is_told_when_sums_come_home()
    {
        using DeviceSums sums = Backend.AllocateSums(1);
        DeviceMatrix bad = Upload(new float[,] { { 1, float.NaN } });
        Assert.That(
            () =>
            {
                Backend.RequireFinite(bad);
                Backend.Read(sums, new double[1]);
            },
            Throws.InstanceOf<ArithmeticException>());
        Assert.That(() => Backend.Read(sums, new double[1]), Throws.Nothing);
    }

    [Test]
    public void AllFinite_finds_one_bad_element_anywhere(
        [Values(float.NaN, float.PositiveInfinity, float.NegativeInfinity)] float bad, [ValueSource(nameof(Sizes))] (int Rows, int Columns) size)
    {
        var (host, device) = Draw(size.Rows, size.Columns);
        Assert.That(Backend.AllFinite(device), Is.True);
        if (host.Length == 0)
            return;
        host[Random.Next(size.Rows), Random.Next(size.Columns)] = bad;
        Assert.That(Backend.AllFinite(Upload(host)), Is.False);
        Assert.That(() => AndWait(() => Backend.RequireFinite(device)), Throws.Nothing);
        Assert.That(() => AndWait(() => Backend.RequireFinite(Upload(host))), Throws.InstanceOf<ArithmeticException>());
        Assert.That(
            () => AndWait(() =>
            {
                Backend.RequireFinite(Upload(host));
                Backend.RequireFinite(device);
            }),
            Throws.InstanceOf<ArithmeticException>(), "a later matrix that is finite takes nothing back");
        Assert.That(() => AndWait(() => Backend.RequireFinite(device)), Throws.Nothing, "a refusal is told once");
    }

    [Test]
    public void SquaredHinge_equals_the_formula([ValueSource(nameof(Sizes))] (int Rows, int Columns) size)
    {
        var (outputs, deviceOutputs) = Draw(size.Rows, size.Columns);
        float[,] targets = new float[size.Rows, size.Columns];
        double[,] expected = new double[size.Rows, size.Columns];
        double loss = 0;
        for (int i = 0; i < size.Rows; i++)
        {
            for (int j = 0; j < size.Columns; j++)
            {
                outputs[i, j] *= 3;
                targets[i, j] = Random.Next(2) == 0 ? -1 : 1;
                double margin = Math.Max(0, 1 - ((double)targets[i, j] * outputs[i, j]));
                loss += margin * margin / 2;
                expected[i, j] = -targets[i, j] * margin;
            }
        }

        Backend.Upload(outputs, deviceOutputs);
        DeviceMatrix gradient = Allocate(size.Rows, size.Columns);
        Assert.That(Backend.SquaredHinge(deviceOutputs, Upload(targets), gradient), Is.EqualTo(loss).Within(1e-6 * Math.Max(1, loss)));
        AssertClose(Download(gradient), expected, 1e-6);
    }

    [Test]
    public void SquaredHinge_passes_NaN_on()
    {
        float[,] outputs = new float[3, 20], targets = new float[3, 20];
        for (int i = 0; i < 60; i++)
            targets[i / 20, i % 20] = 1;
        outputs[1, 4] = outputs[2, 19] = float.NaN;
        DeviceMatrix gradient = Allocate(3, 20);
        Assert.That(Backend.SquaredHinge(Upload(outputs), Upload(targets), gradient), Is.NaN);
        float[,] result = Download(gradient);
        Assert.That((result[1, 4], result[2, 19], result[0, 0]), Is.EqualTo((float.NaN, float.NaN, -1f)));
    }

    [Test]
    public void Code_functions_and_their_derivatives([Values] CodeFunction function, [Values(1, 48, 67)] int columns)
    {
        var (outputs, deviceOutputs) = Draw(9, columns);
        outputs[0, 0] = 0;
        outputs[8, columns - 1] = -0f;
        Backend.Upload(outputs, deviceOutputs);
        var (gradient, deviceGradient) = Draw(9, columns);
        DeviceMatrix bits = Allocate(9, columns);
        Backend.ApplyCodeFunction(deviceOutputs, function, bits);
        double[,] expected = ReferenceAlgebra.Map(outputs, h => function switch
        {
            CodeFunction.Sign => h >= 0 ? 1 : -1,
            CodeFunction.Tanh => Math.Tanh(h),
            _ => h,
        });
        AssertClose(Download(bits), expected, 1e-6);
        Backend.ChainCodeFunction(bits, function, deviceGradient);
        AssertClose(
            Download(deviceGradient),
            ReferenceAlgebra.Map(expected, gradient, (b, g) => function == CodeFunction.Tanh ? g * (1 - (b * b)) : g), 1e-6);
    }

    [Test]
    public void Force_normalises_pulls_and_clips([Values(1, 48, 61)] int columns, [Values(2f, float.PositiveInfinity)] float clip)
    {
        var (gradient, deviceGradient) = Draw(50, columns);
        var (outputs, deviceOutputs) = Draw(50, columns);
        gradient[3, 0] = 40;
        outputs[4, 0] = 0;
        Backend.Upload(gradient, deviceGradient);
        Backend.Upload(outputs, deviceOutputs);
        DeviceMatrix scale = Allocate(1, 1), force = Allocate(50, columns);
        double squares = 0;
        foreach (float g in gradient)
            squares += (double)g * g;
        double rms = Math.Sqrt(squares / gradient.Length), c = 0;
        foreach (float keep in new[] { 0.95f, 0.5f, 1f })
        {
            Backend.AddScaled(keep == 0.5f ? 1 : 0, deviceGradient, deviceGradient.View(0, 0, 50, columns));
            double factor = keep == 0.95f ? 1 : 2;
            c = c == 0 ? rms : (keep * c) + ((1 - keep) * rms * factor);
            Backend.Force(deviceGradient, deviceOutputs, scale, keep, 0.7f, 0.3f, QuantizationPull.Sign, clip, force);
            Assert.That(Download(scale)[0, 0], Is.EqualTo(c).Within(1e-6 * c));
            double[,] expected = ReferenceAlgebra.Map(ReferenceAlgebra.Map(gradient, g => g * factor), outputs, (g, h) =>
                Math.Clamp((-0.7 * g / c) + (0.3f * ((h >= 0 ? 1 : -1) - h)), -clip, clip));
            AssertClose(Download(force), expected, 2e-6);
        }
    }

    [Test]
    public void Force_of_nothing_is_not_infinite()
    {
        DeviceMatrix zero = Allocate(4, 20), scale = Allocate(1, 1), force = Allocate(4, 20);
        Backend.Force(zero, zero, scale, 0.95f, 1, 0, QuantizationPull.Sign, 2, force);
        Assert.That(Download(scale)[0, 0], Is.EqualTo(1e-12f));
        Assert.That(Backend.Dot(force, force), Is.Zero);
    }

    [Test]
    public void TrustRegionStep_limits_the_relative_change([Values(0.01f, 100f, float.PositiveInfinity)] float limit, [Values(5, 40)] int samples, [Values] DecayTarget target)
    {
        var (sample, deviceSample) = Draw(samples, 71);
        var (weights, deviceWeights) = Draw(71, 83);
        var (velocity, deviceVelocity) = Draw(71, 83);
        DeviceMatrix ridge = Upload(new float[,] { { 0.5f } });
        const double Eta = 0.2f, Decay = 0.001f;
        double[,] sums = ReferenceAlgebra.Multiply(sample, false, weights, false);
        double r = Eta * Math.Sqrt(Squares(ReferenceAlgebra.Multiply(sample, false, velocity, false)) / Squares(sums));
        float[,] rounded = new float[samples, 83];
        for (int i = 0; i < sums.Length; i++)
            rounded[i / 83, i % 83] = (float)sums[i / 83, i % 83];
        double step = Eta * Math.Min(1, limit / r);
        Backend.TrustRegionStep(deviceSample, Upload(rounded), deviceWeights, deviceVelocity, (float)Eta, limit, (float)Decay, ridge, target);
        AssertClose(
            Download(deviceWeights),
            ReferenceAlgebra.Map(Decayed(weights, Eta * Decay / 0.5, target), velocity, (w, v) => w + (step * v)), 1e-6);

        DeviceMatrix fresh = Allocate(71, 83);
        Backend.TrustRegionStep(deviceSample, Allocate(samples, 83), fresh, deviceVelocity, (float)Eta, limit, 0, ridge, target);
        AssertClose(Download(fresh), ReferenceAlgebra.Map(velocity, v => Eta * v), 1e-6, "from zero weights");
    }

    [Test]
    public void Decay_goes_no_farther_than_to_its_target(
        [Values(0f, 1e-30f, 0.02f, 0.2f)] float ridge, [Values] DecayTarget target, [Values(0.5f, float.PositiveInfinity)] float limit)
    {
        var (_, sample) = Draw(6, 41);
        var (weights, deviceWeights) = Draw(41, 40);
        DeviceMatrix still = Allocate(41, 40);
        const double Eta = 0.1f, Decay = 0.5f;
        Backend.TrustRegionStep(
            sample, Allocate(6, 40), deviceWeights, still, (float)Eta, limit, (float)Decay, Upload(new[,] { { ridge } }), target);
        AssertClose(Download(deviceWeights), Decayed(weights, Math.Min(1, Eta * Decay / ridge), target), 1e-6);
    }

    private static double[,] Decayed(float[,] weights, double share, DecayTarget target)
    {
        double[,] decayed = new double[weights.GetLength(0), weights.GetLength(1)];
        for (int i = 0; i < decayed.GetLength(0); i++)
        {
            for (int j = 0; j < decayed.GetLength(1); j++)
                decayed[i, j] = ((1 - share) * weights[i, j]) + (target == DecayTarget.Identity && i == j ? share : 0);
        }
        return decayed;
    }

    [Test]
    public void PackSigns_sets_the_bits([Values(1, 15, 48, 64, 65, 130)] int bits)
    {
        var (outputs, device) = Draw(21, bits);
        outputs[0, 0] = 0;
        outputs[1, bits - 1] = float.NaN;
        outputs[2, bits / 2] = -0f;
        Backend.Upload(outputs, device);
        int words = (bits + 63) / 64;
        ulong[] codes = new ulong[21 * words];
        Array.Fill(codes, ulong.MaxValue);
        Backend.PackSigns(device, codes);
        for (int i = 0; i < 21; i++)
        {
            for (int j = 0; j < 64 * words; j++)
                Assert.That((codes[(i * words) + (j / 64)] >> (j % 64)) & 1, Is.EqualTo(j < bits && outputs[i, j] >= 0 ? 1UL : 0UL), $"({i}, {j})");
        }
    }

    private static double Squares(double[,] values)
    {
        double sum = 0;
        foreach (double value in values)
            sum += value * value;
        return sum;
    }
}
