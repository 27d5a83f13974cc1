// Products whose left factor is full of zeros, as the outputs of ReLU layers are: every row multiplies only where it has something to multiply.
using System.Numerics;
using System.Runtime.Intrinsics.X86;

namespace Vdsh.Compute.Cpu;

/// <summary>
/// The product of <see cref="Sgemm"/>, with its bits: a zero times a finite number changes no chain, so the chains of the dense product result from the
/// other elements alone. Where b is not finite, its section is multiplied by zeros too.
/// </summary>
internal unsafe struct SparseJob<TLanes, TVector> : ITeamJob
    where TLanes : struct, ILanes<TVector>
    where TVector : struct
{
    private const int LineFloats = 16;

    private const int Infinity = 0x7f800000, WithoutSign = 0x7fffffff;

    private GemmProblem problem;
    private SparsePlan plan;
    private NonZeroLists lists;
    private float* workSpace;
    private int workSpacePerWorker;
    private bool makesLists;

    /// <summary>Computes the product.</summary>
    public static void Run(in GemmProblem problem, WorkerTeam team, PackBuffers packs)
    {
        SparsePlan plan = new(problem, TLanes.Count, team.Workers);
        int sections = plan.Blocks * plan.SectionsPerBlock;
        SparseJob<TLanes, TVector> job = new()
        {
            problem = problem,
            plan = plan,
            lists = new NonZeroLists(problem.M, sections, plan.SectionColumns, packs.Left(NonZeroLists.Floats(problem.M, sections, plan.SectionColumns))),
            workSpacePerWorker = ((plan.SectionColumns + plan.TaskRows) * plan.GroupColumns) + AlignedFloats(NonZeroLists.Floats(NonZeroLists.RowsPerPart, 1, plan.SectionColumns)),
            makesLists = true,
        };
        job.workSpace = packs.PerWorker(job.workSpacePerWorker);
        team.Run(ref job, NonZeroLists.Parts(problem.M));
        job.makesLists = false;
        team.Run(ref job, plan.RowGroups * plan.ColumnGroups);
    }

    // From row to row of a copied section of b.
    private readonly int RowBytes => plan.GroupColumns * sizeof(float);

    private static int AlignedFloats(long floats) => (int)(floats + LineFloats - 1) / LineFloats * LineFloats;

    public readonly void Execute(int task, int worker)
    {
        if (makesLists)
            MakeLists(task);
        else
            Multiply(task / plan.ColumnGroups * plan.TaskRows, task % plan.ColumnGroups * plan.GroupColumns, workSpace + ((nint)worker * workSpacePerWorker));
    }

    private readonly void MakeLists(int part)
    {
        int row = part * NonZeroLists.RowsPerPart, rows = Math.Min(NonZeroLists.RowsPerPart, problem.M - row);
        for (int block = 0; block < plan.Blocks; block++)
        {
            for (int section = 0; section < plan.SectionsPerBlock; section++)
            {
                int k = Section(block, section, out int length);
                lists.Of((block * plan.SectionsPerBlock) + section, part).Fill(problem.A + (row * problem.StrideA) + k, problem.StrideA, rows, length, RowBytes);
            }
        }
    }

    private readonly void Multiply(int row, int column, float* own)
    {
        int rows = Math.Min(plan.TaskRows, problem.M - row), columns = Math.Min(plan.GroupColumns, problem.N - column);
        float* b = own, sums = b + (plan.SectionColumns * plan.GroupColumns);
        NonZeroPart everything = new NonZeroLists(NonZeroLists.RowsPerPart, 1, plan.SectionColumns, sums + (plan.TaskRows * plan.GroupColumns)).Of(0, 0);
        int parts = NonZeroLists.Parts(rows);
        for (int block = 0; block < plan.Blocks; block++)
        {
            for (int section = 0; section < plan.SectionsPerBlock; section++)
            {
                int k = Section(block, section, out int length);
                bool isFinite = Copy(problem.B + (k * problem.StrideB) + column, length, columns, b);
                float* next = problem.B + ((k + length) * problem.StrideB) + column;
                int nextRows = Math.Min(plan.SectionColumns, problem.K - k - length), share = (nextRows + parts - 1) / parts;
                for (int i = 0; i < rows; i += NonZeroLists.RowsPerPart)
                {
                    // While these rows pass by, their share of the next section comes closer.
                    for (int fetched = 0; fetched < share && nextRows > 0; fetched++, nextRows--, next += problem.StrideB)
                        Fetch(next, columns);
                    int count = Math.Min(NonZeroLists.RowsPerPart, rows - i);
                    NonZeroPart part = isFinite ? lists.Of((block * plan.SectionsPerBlock) + section, (row + i) / NonZeroLists.RowsPerPart) : everything;
                    if (!isFinite)
                        part.FillAll(problem.A + ((row + i) * problem.StrideA) + k, problem.StrideA, count, length, RowBytes);
                    SparseKernel<TLanes, TVector>.Add(part, count, b, sums + (i * plan.GroupColumns), columns, first: section == 0);
                    for (int j = i; j < i + count && section == plan.SectionsPerBlock - 1; j++)
                        Finish(block, row + j, column, columns, sums + (j * plan.GroupColumns));
                }
            }
        }
    }

    // The first step of k of a section, and its length; the last section of a block may be shorter.
    private readonly int Section(int block, int section, out int length)
    {
        int start = section * plan.SectionColumns, k = (block * plan.BlockK) + start;
        length = Math.Max(0, Math.Min(Math.Min(plan.SectionColumns, plan.BlockK - start), problem.K - k));
        return k;
    }

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

    // From the sums of a block to the result; after the last block comes what follows the product.
    private readonly void Finish(int block, int row, int column, int columns, float* sums)
    {
        bool last = block == plan.Blocks - 1;
        float keep = block == 0 ? problem.Beta : 1;
        float* to = problem.C + (row * problem.StrideC) + column;
        if (keep == 0)
            RowMath.Scale(problem.Alpha, sums, columns, to);
        else
            RowMath.Blend(keep, to, problem.Alpha, sums, columns);
        if (last && row < problem.KeptRows)
            new ReadOnlySpan<float>(to, columns).CopyTo(new Span<float>(problem.Kept + (row * problem.StrideKept) + column, columns));
        if (last && problem.Epilogue == GemmEpilogue.Relu)
            RowMath.Relu(to, columns);
    }
}
