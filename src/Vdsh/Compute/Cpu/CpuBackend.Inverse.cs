// The one dense factorisation that training needs: the inverse of a regularised moment.
using Vdsh.Compute.Cpu;

namespace Vdsh.Compute;

public sealed unsafe partial class CpuBackend
{
    /// <inheritdoc/>
    public void InvertSpd(DeviceMatrix matrix, float ridge, float relativeRidge, DeviceMatrix inverse, DeviceMatrix appliedRidge)
    {
        CpuMatrix source = Cast(matrix), result = Cast(inverse), applied = Cast(appliedRidge);
        int d = source.Rows;
        RequireSize("matrix", source, d, d);
        RequireSize("inverse", result, d, d);
        RequireSize("appliedRidge", applied, 1, 1);
        float* s = source.Data;
        double trace = 0;
        for (int i = 0; i < d; i++)
            trace += s[(i * (nint)source.Stride) + i];
        float added = (float)(ridge + (d == 0 ? 0 : relativeRidge * trace / d));
        *applied.Data = added;
        double[,] l = new double[d, d], x = new double[d, d];
        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = s[(i * (nint)source.Stride) + j] + (i == j ? added : 0);
                for (int k = 0; k < j; k++)
                    sum -= l[i, k] * l[j, k];
                if (i == j && !(sum > 0 && double.IsFinite(sum)))
                    throw new ArithmeticException($"The matrix of {matrix} with ridge {added} is not positive definite (pivot {i} is {sum}).");
                l[i, j] = i == j ? Math.Sqrt(sum) : sum / l[j, j];
            }
        }

        for (int j = 0; j < d; j++)
        {
            for (int i = j; i < d; i++)
            {
                double sum = i == j ? 1 : 0;
                for (int k = j; k < i; k++)
                    sum -= l[i, k] * x[k, j];
                x[i, j] = sum / l[i, i];
            }
        }

        for (int i = 0; i < d; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = 0;
                for (int k = i; k < d; k++)
                    sum += x[k, i] * x[k, j];
                result.Data[(i * (nint)result.Stride) + j] = (float)sum;
            }
        }

        MirrorJob.Run(_team, result.Data, result.Stride, d);
    }
}
