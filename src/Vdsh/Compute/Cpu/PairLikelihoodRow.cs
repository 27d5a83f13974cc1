// The pairwise likelihood of one item with all others.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// A row of <see cref="IComputeBackend.PairLikelihood"/>. With u = -Theta for a relevant pair and Theta otherwise, the loss of a pair is
/// softplus(u), and its derivative is that of softplus with the sign of u.
/// </summary>
internal unsafe struct PairLikelihoodRow : IQueryOperation
{
    /// <summary>Rows of n floats that the work space holds.</summary>
    public const int WorkspaceRows = 2;

    public Slice Products;
    public Slice Affinity;
    public Slice Gradient;
    public int Items;
    public float RelevantWeight;
    public float IrrelevantWeight;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly double Apply(int row, float* workspace)
    {
        float* products = Products.Row(row), affinity = Affinity.Row(row), gradient = Gradient.Row(row);
        float* terms = workspace, weights = workspace + Items;
        int i = 0, w = Vector<float>.Count;
        for (; i <= Items - w; i += w)
        {
            Block block = Evaluate(Vector.Load(products + i), Vector.Load(affinity + i));
            block.Gradient.Store(gradient + i);
            block.Term.Store(terms + i);
            block.Weight.Store(weights + i);
        }

        if (i < Items)
        {
            Block block = Evaluate(ExponentialMath.LoadPart(products + i, Items - i), ExponentialMath.LoadPart(affinity + i, Items - i));
            ExponentialMath.StorePart(block.Gradient, gradient + i, Items - i);
            ExponentialMath.StorePart(block.Term, terms + i, Items - i);
            ExponentialMath.StorePart(block.Weight, weights + i, Items - i);
        }

        gradient[row] = 0;
        terms[row] = 0;
        return RowMath.Dot(terms, weights, Items);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly Block Evaluate(Vector<float> product, Vector<float> affinity)
    {
        Vector<int> relevant = Vector.GreaterThan(affinity, Vector<float>.Zero);
        Vector<float> half = Vector.ConditionalSelect(relevant, new Vector<float>(-0.5f), new Vector<float>(0.5f));
        Vector<float> u = half * product, t = ExponentialMath.Exp(-Vector.Abs(u));
        Vector<float> weight = Vector.ConditionalSelect(relevant, new Vector<float>(RelevantWeight), new Vector<float>(IrrelevantWeight));
        return new Block
        {
            Weight = weight,
            Term = ExponentialMath.Positive(u) + ExponentialMath.LogOnePlus(t),
            Gradient = weight * half * ExponentialMath.Sigmoid(u, t),
        };
    }

    private struct Block
    {
        public Vector<float> Weight;
        public Vector<float> Term;
        public Vector<float> Gradient;
    }
}
