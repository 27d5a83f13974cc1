// The one dense factorisation that training needs: the inverse of a regularised moment.
using Vdsh.Compute;
using Vdsh.Cuda.Compute;
using Vdsh.Cuda.Kernels;

namespace Vdsh.Cuda;

public sealed partial class CudaBackend
{
    private const int DiagonalBlock = 64;
    private const int RowGranule = 32;

    /// <inheritdoc/>
    public void InvertSpd(DeviceMatrix matrix, float ridge, float relativeRidge, DeviceMatrix inverse, DeviceMatrix appliedRidge)
    {
        using Turns.Turn turn = turns.Take();
        CudaMatrix source = Cast(matrix), result = Cast(inverse), applied = Cast(appliedRidge);
        int size = source.Rows;
        RequireSize("matrix", source, size, size);
        RequireSize("inverse", result, size, size);
        RequireSize("appliedRidge", applied, 1, 1);
        if (size == 0)
        {
            elementwise.Fill(applied.Whole, ridge);
            return;
        }
        reductions.Trace(source.Whole, readBack.Partial);
        SumPartials(FirstSum);

        // The result holds the factor until the factor's inverse is known and nothing needs it any more.
        DeviceView factor = result.Whole;
        spd.Damp(source.Whole, ridge, relativeRidge, readBack.Result(FirstSum), factor, applied.Data);
        int stride = (size + RowGranule - 1) / RowGranule * RowGranule, half = Half(size);
        long products = Math.Max((long)size * DiagonalBlock, (long)half * (size - half));
        nuint memory = scratch.Reserve(((long)size * stride) + products);
        DeviceView factorInverse = new(memory, stride, size, size);
        nuint product = memory + ((nuint)size * (nuint)stride * sizeof(float));

        spd.ZeroUpper(factorInverse);
        Factorise(factor, factorInverse, product);
        InvertLower(factor, factorInverse, 0, size, product);
        blas.SyrkLower(true, size, size, 1, factorInverse.Data, stride, 0, factor.Data, factor.Stride);
        spd.MirrorLower(factor);
    }

    // Right-looking by block columns: L in place, and the inverses of its diagonal blocks where the inverse of L will be.
    private void Factorise(DeviceView factor, DeviceView inverse, nuint product)
    {
        int size = factor.Rows;
        for (int start = 0; start < size; start += DiagonalBlock)
        {
            int block = Math.Min(DiagonalBlock, size - start), below = start + block, rest = size - below;
            DeviceView diagonal = Part(factor, start, start, block, block), solved = Part(inverse, start, start, block, block);
            spd.CholeskyBlock(diagonal, readBack.WatchPivots(), start);
            spd.InvertLowerBlock(diagonal, solved);
            if (rest == 0)
                return;
            DeviceView panel = Part(factor, below, start, rest, block), turned = new(product, block, rest, block);
            Product(panel, false, solved, true, 1, 0, turned);
            elementwise.Copy(turned, panel);
            DeviceView trailing = Part(factor, below, below, rest, rest);
            blas.SyrkLower(false, rest, block, -1, turned.Data, turned.Stride, 1, trailing.Data, trailing.Stride);
        }
    }

    // By halves: the block below the diagonal of L^-1 is -(L22^-1) L21 (L11^-1), two large products.
    private void InvertLower(DeviceView factor, DeviceView inverse, int start, int size, nuint product)
    {
        if (size <= DiagonalBlock)
            return;
        int half = Half(size), below = start + half, rest = size - half;
        InvertLower(factor, inverse, start, half, product);
        InvertLower(factor, inverse, below, rest, product);
        DeviceView right = new(product, half, rest, half);
        Product(Part(factor, below, start, rest, half), false, Part(inverse, start, start, half, half), false, 1, 0, right);
        Product(Part(inverse, below, below, rest, rest), false, right, false, -1, 0, Part(inverse, below, start, rest, half));
    }

    // A multiple of the block size near the middle, so that both halves end where diagonal blocks end.
    private static int Half(int size) => ((size / 2) + DiagonalBlock - 1) / DiagonalBlock * DiagonalBlock;

    private static DeviceView Part(DeviceView matrix, int row, int column, int rows, int columns) =>
        new(matrix.Data + (nuint)((((long)row * matrix.Stride) + column) * sizeof(float)), matrix.Stride, rows, columns);
}
