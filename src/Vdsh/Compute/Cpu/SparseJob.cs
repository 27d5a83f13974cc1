// Products whose left factor is full of zeros, as the outputs of ReLU layers are: every row multiplies only where it has something to multiply.
using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// The product of <see cref="Sgemm"/>, with its bits but for the sign of a result of zero: a zero times a finite number changes no chain, so the chains of the
/// dense product result from the other elements alone. Where b is not finite, its section is multiplied by zeros too.
/// </summary>
internal unsafe struct SparseJob<TLanes, TVector> : ITeamJob
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int LineFloats = 16;

    private const int Infinity = 0x7f800000, WithoutSign = 0x7fffffff;

    private GemmProblem problem;
    private SparsePlan plan;
    private float* workSpace;

    // A worker's places for a section of b, the chains of the present block, the sum of the blocks before it, lists, and lists without exceptions.
    private int sumsAt, blocksAt, listsAt, everythingAt, perWorker;

    /// <summary>Computes the product.</summary>
    public static void Run(in GemmProblem problem, WorkerTeam team, PackBuffers packs)
    {
        SparsePlan plan = new(problem, TLanes.Count, team.Workers);
        SparseJob<TLanes, TVector> job = new() { problem = problem, plan = plan };
        job.sumsAt = plan.SectionColumns * plan.GroupColumns;
        job.blocksAt = job.sumsAt + (plan.TaskRows * plan.GroupColumns);
        job.listsAt = job.blocksAt + (plan.Blocks > 1 ? plan.TaskRows * plan.GroupColumns : 0);
        job.everythingAt = job.listsAt + Lines(NonZeroLists.Floats(plan.TaskRows, plan.Blocks * plan.SectionsPerBlock, plan.SectionColumns));
        job.perWorker = job.everythingAt + Lines(NonZeroLists.Floats(NonZeroLists.RowsPerPart, 1, plan.SectionColumns));
        job.workSpace = packs.PerWorker(job.perWorker);
        team.Run(ref job, plan.RowGroups * plan.ColumnTasks);
    }

    // From row to row of a copied section of b.
    private readonly int RowBytes => plan.GroupColumns * sizeof(float);

    public readonly void Execute(int task, int worker)
    {
        float* own = workSpace + ((nint)worker * perWorker);
        int row = task / plan.ColumnTasks * plan.TaskRows, rows = Math.Min(plan.TaskRows, problem.M - row);
        int column = task % plan.ColumnTasks * plan.TaskColumns, end = Math.Min(problem.N, column + plan.TaskColumns);
        NonZeroLists lists = new(plan.TaskRows, plan.Blocks * plan.SectionsPerBlock, plan.SectionColumns, own + listsAt);
        MakeLists(row, rows, lists);
        for (; column < end; column += plan.GroupColumns)
        {
            for (int block = 0; block < plan.Blocks; block++)
            {
                for (int section = 0; section < plan.SectionsPerBlock; section++)
                    Multiply(row, rows, column, Math.Min(plan.GroupColumns, end - column), block, section, lists, own);
            }
        }
    }

    private readonly void MakeLists(int row, int rows, in NonZeroLists lists)
    {
        for (int i = 0; i < rows; i += NonZeroLists.RowsPerPart)
        {
            int count = Math.Min(NonZeroLists.RowsPerPart, rows - i);
            for (int section = 0; section < plan.Blocks * plan.SectionsPerBlock; section++)
            {
                int k = Section(section / plan.SectionsPerBlock, section % plan.SectionsPerBlock, out int length);
                lists.Of(section, i / NonZeroLists.RowsPerPart).Fill(problem.A + ((row + i) * problem.StrideA) + k, problem.StrideA, count, length, RowBytes);
            }
        }
    }

    // A section of k for all rows of a task and some columns.
    private readonly void Multiply(int row, int rows, int column, int columns, int block, int section, in NonZeroLists lists, float* own)
    {
        int k = Section(block, section, out int length);
        bool isFinite = Copy(problem.B + (k * problem.StrideB) + column, length, columns, own), last = section == plan.SectionsPerBlock - 1;
        float* next = problem.B + ((k + length) * problem.StrideB) + column;
        int parts = NonZeroLists.Parts(rows), nextRows = Math.Min(plan.SectionColumns, problem.K - k - length), share = (nextRows + parts - 1) / parts;
        for (int i = 0; i < rows; i += NonZeroLists.RowsPerPart)
        {
            // While these rows pass by, their share of the next section comes closer.
            for (int fetched = 0; fetched < share && nextRows > 0; fetched++, nextRows--, next += problem.StrideB)
                Fetch(next, columns);
            int count = Math.Min(NonZeroLists.RowsPerPart, rows - i);
            NonZeroPart part = lists.Of((block * plan.SectionsPerBlock) + section, i / NonZeroLists.RowsPerPart);
            if (!isFinite)
            {
                part = new NonZeroLists(NonZeroLists.RowsPerPart, 1, plan.SectionColumns, own + everythingAt).Of(0, 0);
                part.FillAll(problem.A + ((row + i) * problem.StrideA) + k, problem.StrideA, count, length, RowBytes);
            }
            if (last && block == plan.Blocks - 1)
            {
                for (int j = row + i; j < row + i + count; j++)
                    Fetch(problem.C + (j * problem.StrideC) + column, columns);
            }
            SparseKernel<TLanes, TVector>.Add(part, count, own, own + sumsAt + (i * plan.GroupColumns), columns, first: section == 0);
            for (int j = i; last && j < i + count; j++)
                Finish(block, row + j, column, columns, own + sumsAt + (j * plan.GroupColumns), own + blocksAt + (j * plan.GroupColumns));
        }
    }

    // The first step of k of a section, and its length; the last section of a block may be shorter.
    private readonly int Section(int block, int section, out int length)
    {
        int start = section * plan.SectionColumns, k = (block * plan.BlockK) + start;
        length = Math.Max(0, Math.Min(Math.Min(plan.SectionColumns, plan.BlockK - start), problem.K - k));
        return k;
    }

    private static int Lines(long floats) => (int)(floats + LineFloats - 1) / LineFloats * LineFloats;

    private static void Fetch(float* row, int columns)
    {
        if (!Sse.IsSupported)
            return;
        for (int line = 0; line < columns; line += LineFloats)
            Sse.Prefetch1(row + line);
    }

    // A section of b side by side, filled up with zeros; false where it is not finite.
    private readonly bool Copy(float* from, int rows, int columns, float* to)
    {
        var largest = Vector<int>.Zero;
        int largestOfRest = 0;
        for (int i = 0; i < rows; i++, from += problem.StrideB, to += plan.GroupColumns)
        {
            int j = 0;
            for (; j <= columns - Vector<float>.Count; j += Vector<float>.Count)
            {
                Vector<float> value = Vector.Load(from + j);
                value.Store(to + j);
                largest = Vector.Max(largest, Vector.AsVectorInt32(value) & new Vector<int>(WithoutSign));
            }
            for (; j < columns; j++)
            {
                to[j] = from[j];
                largestOfRest = Math.Max(largestOfRest, BitConverter.SingleToInt32Bits(from[j]) & WithoutSign);
            }
            for (; j < plan.GroupColumns; j++)
                to[j] = 0;
        }
        return largestOfRest < Infinity && Vector.LessThanAll(largest, new Vector<int>(Infinity));
    }

    // From a row's chains of a block to the sum of the blocks, and from the last block's to the result.
    private readonly void Finish(int block, int row, int column, int columns, float* sums, float* blocks)
    {
        float* to = problem.C + (row * problem.StrideC) + column;
        float* old = block == 0 ? to : blocks;
        float keep = block == 0 ? problem.Beta : 1;
        if (block < plan.Blocks - 1)
        {
            SparseKernel<TLanes, TVector>.Finish(problem.Alpha, sums, keep, old, rectifies: false, columns, blocks);
            return;
        }

        bool rectifies = problem.Epilogue == GemmEpilogue.Relu;
        if (row < problem.KeptRows)
        {
            float* kept = problem.Kept + (row * problem.StrideKept) + column;
            SparseKernel<TLanes, TVector>.Finish(problem.Alpha, sums, keep, old, rectifies: false, columns, kept);
        }
        SparseKernel<TLanes, TVector>.Finish(problem.Alpha, sums, keep, old, rectifies, columns, to);
    }
}
