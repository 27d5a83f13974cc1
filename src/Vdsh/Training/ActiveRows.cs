// What an objective is content with it does not pull at, and nothing of such a row goes backward through the net.
using System.Numerics;
using Vdsh.Compute;

namespace Vdsh.Training;

/// <summary>
/// The rows of a batch on which the force is not zero, as the support vectors of a hinge loss are few: the multipliers of all other rows are zero in every
/// layer, so that the backward sweep and the layers' cross moments need these rows only. They are gathered, in their order, with as many others as make their
/// number a multiple of <see cref="Granule"/>; that adds nothing to any sum.
/// </summary>
internal sealed class ActiveRows
{
    /// <summary>What the number of gathered rows is a multiple of.</summary>
    public const int Granule = 16;

    // With more of the rows than this, gathering is not worth while.
    private const double MostActive = 0.85;

    private const int RowsPerTask = 16;

    private readonly IHostWorkers host;
    private readonly DeviceMatrix force;
    private readonly DeviceMatrix[] augmented;
    private readonly RowPrefixes gatheredForce;
    private readonly Dictionary<int, (RowPrefixes Augmented, RowPrefixes Plain)> gathered = [];
    private readonly bool[] isActive;
    private readonly int[] rows;
    private readonly Action<int> copyRows;

    // What is being gathered.
    private DeviceMatrix? source, target;

    /// <param name="arena">Owns the work space.</param>
    /// <param name="host">The backend, if its memory can be reached.</param>
    /// <param name="force">n x b.</param>
    /// <param name="outputs">Of the same n rows.</param>
    public ActiveRows(MatrixArena arena, IHostWorkers host, DeviceMatrix force, LayerOutputs outputs)
    {
        this.host = host;
        this.force = force;
        augmented = outputs.Augmented;
        isActive = new bool[force.Rows];
        rows = new int[force.Rows];
        copyRows = CopyRows;
        gatheredForce = new RowPrefixes(arena.Allocate(force.Rows, force.Columns), Granule);
        foreach (int columns in augmented.Select(matrix => matrix.Columns).Distinct())
        {
            DeviceMatrix matrix = arena.Allocate(force.Rows, columns);
            gathered.Add(columns, (new RowPrefixes(matrix, Granule), new RowPrefixes(matrix.LeftColumns(columns - 1), Granule)));
        }
    }

    /// <summary>Rows that are gathered, of n.</summary>
    public int Count { get; private set; }

    /// <summary>Finds the active rows of the present force.</summary>
    /// <returns>Whether they are few enough to be gathered.</returns>
    public bool Find()
    {
        int active = 0;
        for (int row = 0; row < isActive.Length; row++)
        {
            isActive[row] = !IsZero(host.Row(force, row));
            active += isActive[row] ? 1 : 0;
        }

        Count = Math.Max(1, (active + Granule - 1) / Granule) * Granule;
        if (Count > MostActive * isActive.Length)
        {
            Count = isActive.Length;
            return false;
        }

        int others = Count - active, taken = 0;
        for (int row = 0; row < isActive.Length; row++)
        {
            if (isActive[row] || others-- > 0)
                rows[taken++] = row;
        }
        return true;
    }

    /// <summary>The force on the active rows.</summary>
    public DeviceMatrix Force()
    {
        DeviceMatrix result = gatheredForce.First(Count);
        Gather(force, result);
        return result;
    }

    /// <summary>The inputs of a layer in the active rows, with and without the column of ones; valid until the next request for a layer with as many inputs.</summary>
    public (DeviceMatrix Augmented, DeviceMatrix Plain) Inputs(int layer)
    {
        (RowPrefixes withOnes, RowPrefixes plain) = gathered[augmented[layer].Columns];
        DeviceMatrix result = withOnes.First(Count);
        Gather(augmented[layer], result);
        return (result, plain.First(Count));
    }

    private void Gather(DeviceMatrix from, DeviceMatrix to)
    {
        (source, target) = (from, to);
        host.Run((Count + RowsPerTask - 1) / RowsPerTask, copyRows);
    }

    private void CopyRows(int task)
    {
        for (int i = task * RowsPerTask; i < Math.Min(Count, (task + 1) * RowsPerTask); i++)
            host.Row(source!, rows[i]).CopyTo(host.Row(target!, i));
    }

    // NaN is not zero.
    private static bool IsZero(ReadOnlySpan<float> values)
    {
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            if (!Vector.EqualsAll(new Vector<float>(values[i..]), Vector<float>.Zero))
                return false;
        }
        for (; i < values.Length; i++)
        {
            if (values[i] != 0)
                return false;
        }
        return true;
    }
}
