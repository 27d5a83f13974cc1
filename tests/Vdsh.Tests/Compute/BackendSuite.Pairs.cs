// The objectives over pairs and triplets, the rankings, the softmax and the centres, against the formulas in double precision.
using NUnit.Framework;
using Vdsh.Cli.Selftest;
using Vdsh.Compute;

namespace Vdsh.Tests.Compute;

public abstract partial class BackendSuite
{
    private static readonly int[] BatchSizes = [0, 1, 2, 3, 7, 16, 33, 130];

    private const double Vanishing = 1e-6;
    private const double SingleRounding = 1.2e-7;

    private delegate double PairOperation(DeviceMatrix products, DeviceMatrix affinity, DeviceMatrix pairGradient);

    private delegate double PairOracle(double[,] products, double[,] affinity, double[,] m);

    [Test]
    public void PairLikelihood_equals_the_formula([Values] PairCase kind, [ValueSource(nameof(BatchSizes))] int n, [Values(1f, 300f)] float scale)
        => CheckPairs(kind, n, 24, scale, Backend.PairLikelihood, PairReference.PairLikelihood);

    [Test]
    public void TripletLikelihood_equals_the_formula([Values] PairCase kind, [ValueSource(nameof(BatchSizes))] int n, [Values(1f, 300f)] float scale)
        => CheckPairs(
            kind, n, 24, scale, (p, a, m) => Backend.TripletLikelihood(p, a, 4.8f, int.MaxValue, int.MaxValue, 7, m),
            (p, a, m) => PairReference.TripletLikelihood(p, a, 4.8f, int.MaxValue, int.MaxValue, 7, m));

    [Test]
    public void TripletLikelihood_samples_along_the_walk([Values] PairCase kind, [Values(1, 2, 7, 33, 130)] int n, [Values(1, 3, 40)] int positives, [Values(1, 5)] int negatives)
    {
        ulong seed = (ulong)Random.NextInt64();
        CheckPairs(
            kind, n, 24, 1, (p, a, m) => Backend.TripletLikelihood(p, a, 4.8f, positives, negatives, seed, m),
            (p, a, m) => PairReference.TripletLikelihood(p, a, 4.8f, positives, negatives, seed, m));
    }

    [Test]
    public void AveragePrecisionRelaxation_equals_the_formula([Values] PairCase kind, [ValueSource(nameof(BatchSizes))] int n, [Values(16, 48, 130)] int bits)
    {
        int bins = bits >= 32 ? bits / 2 : bits;
        CheckPairs(
            kind, n, bits, 1, (p, a, m) => Backend.AveragePrecisionRelaxation(p, a, bits, bins, m),
            (p, a, m) => PairReference.AveragePrecision(p, a, bits, bins, m), SlopeOfOneItem(n, bits, bins));
    }

    [Test]
    public void NdcgRelaxation_equals_the_formula([Values] PairCase kind, [ValueSource(nameof(BatchSizes))] int n, [Values(16, 48, 130)] int bits)
    {
        int bins = bits >= 32 ? bits / 2 : bits;
        CheckPairs(
            kind, n, bits, 1, (p, a, m) => Backend.NdcgRelaxation(p, a, bits, bins, m), (p, a, m) => PairReference.Ndcg(p, a, bits, bins, m),
            SlopeOfOneItem(n, bits, bins));
    }

    // How much an item that moves by one bin can change the mean of n queries, for a change of a product by 1. Near an extremum such terms cancel, and what
    // remains is only as exact as they are.
    private static double SlopeOfOneItem(int n, int bits, int bins) => 0.5 * bins / bits / Math.Max(1, n);

    [Test]
    public void Rankings_of_positions_outside_the_bins_have_no_slope([Values] bool ndcg)
    {
        float[,] products = { { 9, 9, -9, 1 }, { 9, 9, 2, -8.5f }, { -9, 2, 9, 1.5f }, { 1, -8.5f, 1.5f, 9 } };
        float[,] affinity = { { 1, 1, 0, 1 }, { 1, 1, 1, 0 }, { 0, 1, 1, 0 }, { 1, 0, 0, 1 } };
        DeviceMatrix m = Allocate(4, 4);
        PairOperation operation = (p, a, g) => ndcg ? Backend.NdcgRelaxation(p, a, 8, 8, g) : Backend.AveragePrecisionRelaxation(p, a, 8, 8, g);
        PairOracle oracle = (p, a, g) => ndcg ? PairReference.Ndcg(p, a, 8, 8, g) : PairReference.AveragePrecision(p, a, 8, 8, g);
        Compare(operation(Upload(products), Upload(affinity), m), m, products, affinity, oracle);
        float[,] slopes = Download(m);
        Assert.That((slopes[0, 1], slopes[0, 2], slopes[1, 3]), Is.EqualTo((0f, 0f, 0f)));
        Assert.That(slopes[2, 1], Is.Not.Zero);
    }

    [Test]
    public void Pair_operations_pass_NaN_on([Range(0, 3)] int which, [Values(0, 1, 12, 29)] int column)
    {
        float[,] products = ReferenceAlgebra.Random(Random, 30, 30), affinity = PairCases.Affinity([.. Enumerable.Range(0, 30).Select(i => 1UL << (i % 3))]);
        products[5, column] = float.NaN;
        Assert.That(PairOperations()[which](Upload(products), Upload(affinity), Allocate(30, 30)), Is.NaN);
    }

    [Test]
    public void Pair_operations_stay_inside_a_view([Range(0, 3)] int which)
    {
        const int N = 21;
        float[,] products = ReferenceAlgebra.Random(Random, N, N), affinity = PairCases.Affinity(PairCases.Labels(PairCase.MultiLabel, Random, N));
        DeviceMatrix expected = Allocate(N, N), frame = Allocate(N + 4, 3 * (N + 5));
        double loss = PairOperations()[which](Upload(products), Upload(affinity), expected);
        Backend.Fill(frame, 7);
        using DeviceMatrix p = frame.View(1, 2, N, N), a = frame.View(2, N + 6, N, N), m = frame.View(1, (2 * N) + 11, N, N);
        Backend.Upload(products, p);
        Backend.Upload(affinity, a);
        Assert.That(PairOperations()[which](p, a, m), Is.EqualTo(loss));
        Assert.That(Download(m), Is.EqualTo(Download(expected)));
        float[,] all = Download(frame);
        int inside = 0;
        foreach (var (view, row, column) in ((DeviceMatrix, int, int)[])[(p, 1, 2), (a, 2, N + 6), (m, 1, (2 * N) + 11)])
        {
            inside += view.Rows * view.Columns;
            for (int i = 0; i < N; i++)
            {
                for (int j = 0; j < N; j++)
                    all[row + i, column + j] = 0;
            }
        }

        Assert.That(all.Cast<float>().Count(value => value == 7), Is.EqualTo(all.Length - inside));
    }

    [Test]
    public void SoftmaxCrossEntropy_equals_the_formula([Values(0, 1, 9, 60)] int rows, [Values(1, 2, 10, 131)] int classes, [Values(1f, 200f)] float scale)
    {
        float[,] scores = ReferenceAlgebra.Random(Random, rows, classes), targets = new float[rows, classes];
        double[,] expected = new double[rows, classes];
        double loss = 0;
        for (int i = 0; i < rows; i++)
        {
            // Every third item has no label, the others have one to three in equal shares; every third is only partly labelled.
            float weight = i % 3 == 1 ? 0.75f : 1f;
            int[] carried = i % 3 == 2 ? [] : [.. Enumerable.Range(0, 1 + Random.Next(3)).Select(_ => Random.Next(classes)).Distinct()];
            foreach (int c in carried)
                targets[i, c] = weight / carried.Length;
            double highest = double.NegativeInfinity, sum = 0;
            for (int c = 0; c < classes; c++)
                highest = Math.Max(highest, scores[i, c] *= scale);
            for (int c = 0; c < classes; c++)
                sum += Math.Exp(scores[i, c] - highest);
            for (int c = 0; c < classes && carried.Length > 0; c++)
            {
                loss -= targets[i, c] * (scores[i, c] - highest - Math.Log(sum));
                expected[i, c] = (weight * Math.Exp(scores[i, c] - highest) / sum) - targets[i, c];
            }
        }

        DeviceMatrix difference = Allocate(rows, classes);
        Backend.Fill(difference, float.NaN);
        Assert.That(Backend.SoftmaxCrossEntropy(Upload(scores), Upload(targets), difference), Is.EqualTo(loss).Within(2e-6 * Math.Max(1, loss)));
        AssertClose(Download(difference), expected, 1e-6);
    }

    [Test]
    public void SoftmaxCrossEntropy_passes_NaN_on([Values(0, 9)] int column)
    {
        float[,] scores = ReferenceAlgebra.Random(Random, 4, 10), targets = new float[4, 10];
        for (int i = 0; i < 4; i++)
            targets[i, i] = 1;
        scores[2, column] = float.NaN;
        DeviceMatrix difference = Allocate(4, 10);
        Assert.That(Backend.SoftmaxCrossEntropy(Upload(scores), Upload(targets), difference), Is.NaN);
        Assert.That(Download(difference)[2, 3], Is.NaN);
    }

    [Test]
    public void MoveCentres_follows_the_means_of_the_classes_present([Values(0, 1, 7, 40)] int classes, [Values(1, 16, 67)] int bits, [Values(0f, 0.01f, 1f)] float rate)
    {
        var (means, deviceMeans) = Draw(classes, bits);
        var (centres, deviceCentres) = Draw(classes, bits + 1);
        float[,] presence = new float[classes, 1];
        double[,] expected = new double[classes, bits + 1];
        for (int c = 0; c < classes; c++)
        {
            presence[c, 0] = Random.Next(3);
            for (int j = 0; j < bits; j++)
            {
                expected[c, j] = presence[c, 0] > 0 ? ((1.0 - rate) * centres[c, j]) + ((double)rate * means[c, j]) : centres[c, j];
                expected[c, bits] -= expected[c, j] * expected[c, j] / 2;
            }
        }

        Backend.MoveCentres(deviceMeans, Upload(presence), rate, deviceCentres);
        AssertClose(Download(deviceCentres), expected, 1e-6);
    }

    [Test]
    public void Force_of_the_double_well_clips_the_outputs_first([Values(1, 48, 61)] int columns)
    {
        var (gradient, deviceGradient) = Draw(20, columns);
        float[,] outputs = ReferenceAlgebra.Random(Random, 20, columns);
        outputs[3, 0] = 5;
        outputs[4, 0] = -5;
        outputs[5, 0] = 0;
        outputs[6, 0] = 1.7f;
        DeviceMatrix scale = Upload(new[,] { { 0.8f } }), force = Allocate(20, columns);
        Backend.Force(deviceGradient, Upload(outputs), scale, 1, 0.7f, 0.3f, QuantizationPull.DoubleWell, 2, force);
        AssertClose(Download(force), ReferenceAlgebra.Map(ReferenceAlgebra.Map(gradient, g => -0.7 * g / 0.8), outputs, (push, h) =>
        {
            double clipped = Math.Clamp(h, -2.0, 2.0);
            return Math.Clamp(push - (0.15 * ((clipped * clipped) - 1) * clipped), -2, 2);
        }), 2e-6);
    }

    private PairOperation[] PairOperations() =>
    [
        Backend.PairLikelihood,
        (p, a, m) => Backend.TripletLikelihood(p, a, 1, int.MaxValue, int.MaxValue, 3, m),
        (p, a, m) => Backend.AveragePrecisionRelaxation(p, a, 8, 8, m),
        (p, a, m) => Backend.NdcgRelaxation(p, a, 8, 8, m),
    ];

    private void CheckPairs(PairCase kind, int n, int bits, float scale, PairOperation operation, PairOracle oracle, double cancelling = 0)
    {
        float[,] codes = PairCases.Codes(kind, Random, n, bits), affinity = PairCases.Affinity(PairCases.Labels(kind, Random, n));
        float[,] products = new float[n, n];
        double[,] exact = ReferenceAlgebra.Multiply(codes, false, codes, true);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
                products[i, j] = PairCases.Rounded(scale * exact[i, j]);
        }

        DeviceMatrix m = Allocate(n, n);
        Backend.Fill(m, float.NaN);
        Compare(operation(Upload(products), Upload(affinity), m), m, products, affinity, oracle, cancelling);
    }

    // Relative to the largest element, because all of them become parts of the same sums; where all but vanish, the reference's differences count for nothing.
    private void Compare(double loss, DeviceMatrix m, float[,] products, float[,] affinity, PairOracle oracle, double cancelling = 0)
    {
        int n = m.Rows;
        double[,] expected = new double[n, n];
        double expectedLoss = oracle(ReferenceAlgebra.Map(products, x => x), ReferenceAlgebra.Map(affinity, x => x), expected);
        Assert.That(loss, Is.EqualTo(expectedLoss).Within(2e-6 * Math.Max(0.1, Math.Abs(expectedLoss))), "loss");
        double largest = expected.Cast<double>().Select(Math.Abs).DefaultIfEmpty().Max();
        float[,] actual = Download(m);
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double error = Math.Abs(actual[i, j] - expected[i, j]), allowed = (1e-5 * Math.Max(Vanishing, largest)) + (SingleRounding * cancelling);
                if (!(error < allowed))
                    Assert.Fail($"element ({i}, {j}) of {n} is {actual[i, j]}, expected {expected[i, j]}; the largest is {largest}");
            }
        }
    }
}
