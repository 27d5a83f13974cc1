// Single-precision matrix products.
using System.Numerics;

namespace Vdsh.Compute.Cpu;

/// <summary>Matrix products in float32.</summary>
internal static unsafe class Sgemm
{
    /// <summary>Longest run of k that one chain of fused multiply-adds covers; the runs are then added in order.</summary>
    private const int BlockK = 256;

    public static void Run(in GemmProblem problem, VectorWidth width, WorkerTeam team, PackBuffers packs)
    {
        GemmProblem p = problem;
        int rowsPerTask = Math.Max(1, Math.Min(32, (p.M + (2 * team.Workers) - 1) / (2 * team.Workers)));
        float* b = p.B;
        nint strideB = p.StrideB;
        if (p.TransposeB)
        {
            strideB = (p.N + 15) / 16 * 16;
            b = packs.Right((long)strideB * p.K);
            for (int j = 0; j < p.N; j++)
            {
                for (int k = 0; k < p.K; k++)
                    b[(k * strideB) + j] = p.B[(j * p.StrideB) + k];
            }
        }

        RowJob job = new() { P = p, B = b, StrideB = strideB, RowsPerTask = rowsPerTask };
        team.Run(ref job, (p.M + rowsPerTask - 1) / rowsPerTask);
    }

    private struct RowJob : ITeamJob
    {
        public GemmProblem P;
        public float* B;
        public nint StrideB;
        public int RowsPerTask;

        public readonly void Execute(int task, int worker)
        {
            int last = Math.Min(P.M, (task + 1) * RowsPerTask);
            for (int i = task * RowsPerTask; i < last; i++)
                Row(i);
        }

        private readonly void Row(int i)
        {
            float* c = P.C + (i * P.StrideC);
            nint stepA = P.TransposeA ? P.StrideA : 1;
            float* a = P.A + (P.TransposeA ? i : i * P.StrideA);
            float* sums = stackalloc float[4 * Vector<float>.Count];
            for (int k0 = 0; k0 == 0 || k0 < P.K; k0 += BlockK)
            {
                int k1 = Math.Min(P.K, k0 + BlockK);
                int j = 0;
                int w = Vector<float>.Count;
                for (; j + (4 * w) <= P.N; j += 4 * w)
                {
                    Vector<float> s0 = default, s1 = default, s2 = default, s3 = default;
                    for (int k = k0; k < k1; k++)
                    {
                        Vector<float> x = new(a[k * stepA]);
                        float* row = B + (k * StrideB) + j;
                        s0 = Vector.FusedMultiplyAdd(x, Vector.Load(row), s0);
                        s1 = Vector.FusedMultiplyAdd(x, Vector.Load(row + w), s1);
                        s2 = Vector.FusedMultiplyAdd(x, Vector.Load(row + (2 * w)), s2);
                        s3 = Vector.FusedMultiplyAdd(x, Vector.Load(row + (3 * w)), s3);
                    }

                    s0.Store(sums);
                    s1.Store(sums + w);
                    s2.Store(sums + (2 * w));
                    s3.Store(sums + (3 * w));
                    for (int q = 0; q < 4 * w; q++)
                        Put(i, c, j + q, sums[q], k0 == 0, k1 >= P.K);
                }

                for (; j < P.N; j++)
                {
                    float sum = 0;
                    for (int k = k0; k < k1; k++)
                        sum = MathF.FusedMultiplyAdd(a[k * stepA], B[(k * StrideB) + j], sum);
                    Put(i, c, j, sum, k0 == 0, k1 >= P.K);
                }
            }
        }

        private readonly void Put(int i, float* c, int j, float sum, bool first, bool last)
        {
            float value = !first ? MathF.FusedMultiplyAdd(P.Alpha, sum, c[j])
                : P.Beta == 0 ? P.Alpha * sum
                : MathF.FusedMultiplyAdd(P.Alpha, sum, P.Beta * c[j]);
            if (last && P.Epilogue == GemmEpilogue.Relu)
                value = value <= 0 ? 0 : value;
            if (last && P.Epilogue == GemmEpilogue.Mask)
                value = P.Mask[(i * P.StrideMask) + j] > 0 ? value : 0;
            c[j] = value;
        }
    }
}
