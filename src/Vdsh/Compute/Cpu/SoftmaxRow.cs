// The cross-entropy of one item's class scores.
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Vdsh.Compute.Cpu;

/// <summary>A row of <see cref="IComputeBackend.SoftmaxCrossEntropy"/>.</summary>
internal unsafe struct SoftmaxRow : IRowReduction
{
    public Slice Scores;
    public Slice Targets;
    public Slice Difference;
    public int Classes;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly double Reduce(int row)
    {
        float* scores = Scores.Row(row), targets = Targets.Row(row), difference = Difference.Row(row);
        double targetSum = 0, linear = 0;
        float highest = float.NegativeInfinity;
        for (int i = 0; i < Classes; i++)
        {
            targetSum += targets[i];
            highest = scores[i] > highest ? scores[i] : highest;
        }

        if (targetSum == 0)
        {
            new Span<float>(difference, Classes).Clear();
            return 0;
        }

        int done = 0, w = Vector<float>.Count;
        Vector<float> shift = new(highest);
        for (; done <= Classes - w; done += w)
            ExponentialMath.Exp(Vector.Load(scores + done) - shift).Store(difference + done);
        if (done < Classes)
            ExponentialMath.StorePart(ExponentialMath.Exp(ExponentialMath.LoadPart(scores + done, Classes - done) - shift), difference + done, Classes - done);
        double sum = 0;
        for (int i = 0; i < Classes; i++)
        {
            sum += difference[i];
            linear += targets[i] * ((double)highest - scores[i]);
        }

        float factor = (float)(targetSum / sum);
        for (int i = 0; i < Classes; i++)
            difference[i] = (difference[i] * factor) - targets[i];
        return (targetSum * Math.Log(sum)) + linear;
    }
}
