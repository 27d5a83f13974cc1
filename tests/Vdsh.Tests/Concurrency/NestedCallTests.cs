// Features may be computed while they are read, by the backend that reads them: nothing may hang or be spoilt then.
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Tests.Codes;

namespace Vdsh.Tests.Concurrency;

[TestFixture(1)]
[TestFixture(2)]
[TestFixture(5)]
internal sealed class NestedCallTests(int threads)
{
    private CpuBackend backend = null!;
    private HashEncoder encoder = null!;
    private FeatureMatrix features = null!;
    private DeviceMatrix matrix = null!;

    [SetUp]
    public void Create()
    {
        backend = new CpuBackend(new CpuBackendOptions { Threads = threads });
        var random = new Random(1);
        HashModel model = RandomModels.Create([20, 130, 16], random);
        features = FeatureMatrix.FromArray(RandomModels.Features(model, 200, random), 200, 20);
        encoder = new HashEncoder(model, backend);
        matrix = backend.Allocate(100, 100);
    }

    [TearDown]
    public void Free()
    {
        matrix.Dispose();
        encoder.Dispose();
        backend.Dispose();
    }

    [Test]
    public void A_task_that_calls_its_backend_is_refused_at_once()
    {
        Action[] calls =
        [
            () => backend.Dot(matrix, matrix), () => backend.Upload(new float[100, 100], matrix),
            () => encoder.Encode(features), () => backend.Dispose(), () => matrix.Dispose(), () => encoder.Dispose(),
        ];
        HashCodes alone = encoder.Encode(features);
        foreach (Action call in calls)
        {
            var computed = new ComputedFeatures(features, call);
            Crew.Run(1, _ => Assert.Throws<InvalidOperationException>(() => encoder.Encode(computed)));
            Assert.That(encoder.Encode(features), Is.EqualTo(alone), "and nothing is spoilt");
        }
    }

    [Test]
    public void A_task_may_encode_single_items_and_search()
    {
        HashCodes alone = encoder.Encode(features);
        float[] item = new float[20];
        features.CopyRow(7, item);
        void Call()
        {
            ulong[] code = new ulong[1];
            encoder.Encode(item, code);
            int[] nearest = new int[1], distance = new int[1];
            backend.HammingNearest(code, alone.Words, 16, 1, nearest, distance);
            if (code[0] != alone[7][0] || distance[0] != 0)
                throw new AssertionException("The item has another code.");
        }

        Crew.Run(1, _ => Assert.That(encoder.Encode(new ComputedFeatures(features, Call)), Is.EqualTo(alone)));
    }

    [Test]
    public void A_matrix_of_another_backend_is_refused()
    {
        using var other = new CpuBackend(new CpuBackendOptions { Threads = 1 });
        Assert.That(() => other.Fill(matrix, 1), Throws.ArgumentException.With.Message.Contains("by this CPU backend"));
    }

    private sealed class ComputedFeatures(FeatureMatrix features, Action call) : FeatureMatrix
    {
        public override int Rows => features.Rows;

        public override int Columns => features.Columns;

        public override void CopyRow(int row, Span<float> destination)
        {
            call();
            features.CopyRow(row, destination);
        }
    }
}
