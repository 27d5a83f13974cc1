// Wrong use is refused with both shapes in the message, never computed.
using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Compute;

namespace Vdsh.Tests.Compute;

public abstract partial class BackendSuite
{
    [Test]
    public void Shapes_that_do_not_match_are_refused()
    {
        DeviceMatrix small = Allocate(3, 4), large = Allocate(5, 6), scalar = Allocate(1, 1), square = Allocate(4, 4);
        using DeviceSums sums = Backend.AllocateSums(2);
        (string Name, Action Call)[] calls =
        [
            ("Multiply inner", () => Backend.Multiply(small, Transpose.No, large, Transpose.No, 1, 0, small)),
            ("Multiply outer", () => Backend.Multiply(small, Transpose.No, square, Transpose.No, 1, 0, large)),
            ("Affine", () => Backend.Affine(small, large, Activation.None, small)),
            ("BackMultiplier", () => Backend.BackMultiplier(small, large, small, small)),
            ("BackMultiplier mask", () => Backend.BackMultiplier(small, square, large, small)),
            ("GramMoment", () => Backend.GramMoment(small, 0, large)),
            ("InvertSpd", () => Backend.InvertSpd(small, 0, 0, small, scalar)),
            ("InvertSpd ridge", () => Backend.InvertSpd(square, 1, 0, Allocate(4, 4), small)),
            ("Affine sums", () => Backend.Affine(small, square, Activation.None, small, large)),
            ("Affine too many sums", () => Backend.Affine(small, square, Activation.None, small, square)),
            ("TrustRegionStep", () => Backend.TrustRegionStep(small, small, large, large, 1, 1, 0, scalar, DecayTarget.Zero)),
            ("TrustRegionStep sums", () => Backend.TrustRegionStep(small, large, square, square, 1, 1, 0, scalar, DecayTarget.Zero)),
            ("SquaredHinge", () => Backend.SquaredHinge(small, large, small)),
            ("ApplyCodeFunction", () => Backend.ApplyCodeFunction(small, CodeFunction.Sign, large)),
            ("ChainCodeFunction", () => Backend.ChainCodeFunction(small, CodeFunction.Sign, large)),
            ("Force", () => Backend.Force(small, large, scalar, 0, 1, 0, QuantizationPull.Sign, 1, small)),
            ("PairLikelihood", () => Backend.PairLikelihood(square, square, large)),
            ("PairLikelihood square", () => Backend.PairLikelihood(small, small, small)),
            ("TripletLikelihood", () => Backend.TripletLikelihood(square, large, 1, 1, 1, 1, square)),
            ("TripletLikelihood positives", () => Backend.TripletLikelihood(square, square, 1, 0, 1, 1, square)),
            ("TripletLikelihood negatives", () => Backend.TripletLikelihood(square, square, 1, 1, 0, 1, square)),
            ("AveragePrecisionRelaxation", () => Backend.AveragePrecisionRelaxation(square, small, 8, 8, square)),
            ("AveragePrecisionRelaxation bins", () => Backend.AveragePrecisionRelaxation(square, square, 8, 0, square)),
            ("NdcgRelaxation", () => Backend.NdcgRelaxation(square, square, 8, 8, small)),
            ("NdcgRelaxation bits", () => Backend.NdcgRelaxation(square, square, 0, 8, square)),
            ("SoftmaxCrossEntropy", () => Backend.SoftmaxCrossEntropy(small, small, large)),
            ("SoftmaxCrossEntropy targets", () => Backend.SoftmaxCrossEntropy(small, large, small)),
            ("MoveCentres", () => Backend.MoveCentres(small, Allocate(3, 1), 0.1f, small)),
            ("MoveCentres presence", () => Backend.MoveCentres(small, small, 0.1f, Allocate(3, 5))),
            ("AddScaled", () => Backend.AddScaled(1, small, large)),
            ("Dot", () => Backend.Dot(small, large)),
            ("Dot for later", () => Backend.Dot(small, large, sums, 0)),
            ("Dot for later, below", () => Backend.Dot(small, small, sums, -1)),
            ("Dot for later, above", () => Backend.Dot(small, small, sums, 2)),
            ("AllocateSums", () => Backend.AllocateSums(0)),
            ("Read", () => Backend.Read(sums, new double[1])),
            ("Copy", () => Backend.Copy(small, large)),
            ("Upload", () => Backend.Upload(new ReadOnlySpan2D<float>(new float[2, 2]), small)),
            ("Download", () => Backend.Download(small, new Span2D<float>(new float[2, 2]))),
            ("PackSigns", () => Backend.PackSigns(small, new ulong[2])),
        ];
        foreach (var (name, call) in calls)
            Assert.That(call, Throws.InstanceOf<ArgumentException>(), name);
    }

    [Test]
    public void A_view_outside_its_matrix_is_refused()
    {
        DeviceMatrix matrix = Allocate(3, 4);
        Assert.That(() => matrix.View(0, 0, 4, 4), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => matrix.View(1, 2, 1, 3), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => matrix.View(-1, 0, 1, 1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => matrix.View(3, 4, int.MaxValue, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_disposed_matrix_and_its_views_are_refused()
    {
        DeviceMatrix matrix = Backend.Allocate(3, 4), other = Allocate(3, 4);
        DeviceMatrix view = matrix.TopRows(2);
        view.Dispose();
        Backend.Fill(matrix, 1);
        view = matrix.TopRows(3);
        matrix.Dispose();
        matrix.Dispose();
        Assert.That(() => Backend.Copy(matrix, other), Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(() => Backend.Copy(view, other), Throws.InstanceOf<ObjectDisposedException>());
    }
}
