// The best known shallow method that treats hashing as classification from binary codes.
using CommunityToolkit.HighPerformance;
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>
/// Supervised discrete hashing (Shen, Shen, Liu, Tao, CVPR 2015): codes B, a linear classifier W on the codes and a map P from kernel features to
/// codes minimise |Y - B W|^2 + lambda |W|^2 + nu |B - phi(X) P|^2, each in turn with the others fixed; B by discrete cyclic coordinate descent.
/// The code of an item is sgn(phi(x) P). Kernel features are mapped anew in every iteration, block by block, and never kept.
/// </summary>
internal sealed class Sdh
{
    // lambda, nu, iterations and passes as in the authors' code.
    private const double ClassifierRidge = 1;
    private const double Coupling = 1e-5;
    private const int Iterations = 5;
    private const int Passes = 10;
    private const ulong CodeStream = 0x534448;

    private readonly IComputeBackend backend;
    private readonly IFeatureMap map;
    private readonly LabeledData training;
    private readonly int bits;
    private readonly sbyte[] codes;

    private Sdh(IComputeBackend backend, IFeatureMap map, LabeledData training, int bits, ulong seed)
    {
        this.backend = backend;
        this.map = map;
        this.training = training;
        this.bits = bits;
        codes = new sbyte[checked(training.Count * bits)];
        SeededRandom random = new(seed, CodeStream);
        for (int i = 0; i < codes.Length; i++)
            codes[i] = (sbyte)(random.NextUInt64() >> 63 == 0 ? 1 : -1);
    }

    /// <summary>Learns the encoder.</summary>
    /// <param name="backend">Does the products, also those of the encoder.</param>
    /// <param name="map">Of raw features to kernel features.</param>
    /// <param name="training">n x d features with labels of at least two classes.</param>
    /// <param name="bits">b.</param>
    /// <param name="relativeRidge">Of the regression from features to codes.</param>
    /// <param name="seed">Seed of the first codes.</param>
    /// <param name="cancellation">Checked between blocks of rows.</param>
    /// <exception cref="InputException">Fewer than two classes occur, or features are not finite.</exception>
    public static IHashEncoder Learn(
        IComputeBackend backend, IFeatureMap map, LabeledData training, int bits, double relativeRidge, ulong seed, CancellationToken cancellation)
    {
        training.Labels.EnsureSeveralClasses("training labels");
        Sdh sdh = new(backend, map, training, bits, seed);
        TrainingMoments moments = TrainingMoments.Collect(backend, map, training.Features, bits, sdh.CopyCode, cancellation);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            double[] cross = sdh.UpdateCodes(RidgeRegression.Solve(moments, relativeRidge), iteration == 0, cancellation);
            cross.CopyTo(moments.Cross.AsSpan());
        }
        return new LinearHash(backend, map, RidgeRegression.Solve(moments, relativeRidge), bits);
    }

    /// <summary>The classifier W = (B^T B + lambda I)^-1 B^T Y: b x C.</summary>
    public static double[] Classifier(ReadOnlySpan<sbyte> codes, LabelSet labels, int bits)
    {
        int classes = labels.ClassCount;
        double[] gram = new double[bits * bits], classifier = new double[bits * classes], row = new double[bits];
        for (int i = 0; i < labels.Count; i++)
        {
            for (int bit = 0; bit < bits; bit++)
                row[bit] = codes[i * bits + bit];
            for (int bit = 0; bit < bits; bit++)
                DenseAlgebra.Add(row[bit], row, gram.AsSpan(bit * bits, bits));
            for (int label = 0; label < classes; label++)
            {
                if (!labels.Has(i, label))
                    continue;
                for (int bit = 0; bit < bits; bit++)
                    classifier[bit * classes + label] += row[bit];
            }
        }
        for (int bit = 0; bit < bits; bit++)
            gram[bit * bits + bit] += ClassifierRidge;
        DenseAlgebra.SolveSpd(gram, bits, classifier);
        return classifier;
    }

    /// <summary>New codes for all items, given the map's weights; the average of phi(x) b^T over the new codes comes with the same pass.</summary>
    private double[] UpdateCodes(float[] weights, bool fromScratch, CancellationToken cancellation)
    {
        int classes = training.Labels.ClassCount, dimension = map.Columns + 1, block = MappedRows.BlockFor(training.Count);
        double[] classifier = Classifier(codes, training.Labels, bits);
        CyclicDescent descent = new(DenseAlgebra.Multiply(classifier, DenseAlgebra.Transpose(classifier, classes), classes), bits, Passes);
        float[] hostOutputs = new float[block * bits], hostCodes = new float[block * bits], hostCross = new float[dimension * bits];
        double[] crossMoment = new double[dimension * bits], linear = new double[bits];
        using MappedRows mapped = map.Open(backend, block);
        using DeviceMatrix projection = backend.Allocate(dimension, bits), cross = backend.Allocate(dimension, bits);
        using DeviceMatrix outputs = backend.Allocate(block, bits), newCodes = backend.Allocate(block, bits);
        backend.Upload(new ReadOnlySpan2D<float>(weights, dimension, bits), projection);
        for (int first = 0; first < training.Count; first += block)
        {
            cancellation.ThrowIfCancellationRequested();
            int count = Math.Min(block, training.Count - first);
            DeviceMatrix rows = mapped.Load(training.Features, first, count);
            backend.Affine(rows, projection, Activation.None, outputs.TopRows(count));
            backend.Download(outputs.TopRows(count), new Span2D<float>(hostOutputs, count, bits));
            for (int row = 0; row < count; row++)
            {
                Span<float> code = hostCodes.AsSpan(row * bits, bits);
                CopyCode(first + row, code);
                // The authors forget the random first codes here: items of a class then agree, and random starts would keep them apart.
                if (fromScratch)
                    code.Clear();
                for (int bit = 0; bit < bits; bit++)
                    linear[bit] = Coupling * hostOutputs[row * bits + bit];
                AddLabelPart(first + row, classifier, linear);
                descent.Improve(linear, code);
                for (int bit = 0; bit < bits; bit++)
                    codes[(first + row) * bits + bit] = (sbyte)code[bit];
            }
            backend.Upload(new ReadOnlySpan2D<float>(hostCodes, count, bits), newCodes.TopRows(count));
            backend.Multiply(rows, Transpose.Yes, newCodes.TopRows(count), Transpose.No, 1f / count, 0, cross);
            backend.Download(cross, new Span2D<float>(hostCross, dimension, bits));
            for (int i = 0; i < hostCross.Length; i++)
                crossMoment[i] += (double)count / training.Count * hostCross[i];
        }
        return crossMoment;
    }

    private void AddLabelPart(int row, double[] classifier, double[] linear)
    {
        int classes = training.Labels.ClassCount;
        for (int label = 0; label < classes; label++)
        {
            if (!training.Labels.Has(row, label))
                continue;
            for (int bit = 0; bit < bits; bit++)
                linear[bit] += classifier[bit * classes + label];
        }
    }

    private void CopyCode(int row, Span<float> destination)
    {
        for (int bit = 0; bit < bits; bit++)
            destination[bit] = codes[row * bits + bit];
    }
}
