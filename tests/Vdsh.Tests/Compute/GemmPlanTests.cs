using NUnit.Framework;
using Vdsh.Compute.Cpu;

namespace Vdsh.Tests.Compute;

[TestFixture]
public sealed class GemmPlanTests
{
    private const int TileRows = 12, TileColumns = 32, MostOwnColumns = 4096;

    private static readonly int[] Sizes = [1, 2, 11, 12, 13, 31, 33, 95, 256, 513, 700, 2048, 5000, 100_000, 20_000_000];

    [Test]
    public void Groups_cover_everything_and_a_task_packs_a_bounded_part(
        [ValueSource(nameof(Sizes))] int m, [Values] bool transposeB, [Values] bool lowerOnly, [Values(1, 2, 7)] int workers)
    {
        foreach (int n in Sizes)
        {
            foreach (int k in (int[])[1, 256, 1000])
            {
                GemmPlan plan = new(new GemmProblem { M = m, N = n, K = k, TransposeB = transposeB, LowerOnly = lowerOnly }, TileRows, TileColumns, workers);
                string shape = $"{m} x {n} x {k}";
                Assert.That((long)plan.RowGroups * plan.RowGroup, Is.InRange(plan.RowPanels, plan.RowPanels + (long)plan.RowGroup - 1), $"rows of {shape}");
                Assert.That((long)plan.ColumnGroups * plan.ColumnGroup, Is.InRange(plan.ColumnPanels, plan.ColumnPanels + (long)plan.ColumnGroup - 1), $"columns of {shape}");
                Assert.That((long)plan.Blocks * plan.BlockK, Is.GreaterThanOrEqualTo(k), $"depth of {shape}");
                if (plan.PacksA && plan.ColumnGroups == 1)
                    Assert.That(plan.RowGroup * TileRows, Is.LessThanOrEqualTo(GemmPlan.GroupRows), $"rows that a task of {shape} packs");
                if (plan.PacksB && plan.RowGroups == 1)
                    Assert.That((long)plan.ColumnGroup * TileColumns, Is.LessThanOrEqualTo(MostOwnColumns), $"columns that a task of {shape} packs");
            }
        }
    }
}
