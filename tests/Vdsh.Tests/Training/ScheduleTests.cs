using NUnit.Framework;
using Vdsh.Training;

namespace Vdsh.Tests.Training;

public sealed class ScheduleTests
{
    [Test]
    public void Every_preconditioner_is_made_at_its_layers_first_batch_and_renewed_in_turns([Values(0, 1, 17, 63)] int layer, [Values(0, 7)] long first)
    {
        Assert.That(PreconditionerSchedule.IsDue(first, first, layer));
        for (long start = first + 30; start < 200; start++)
        {
            int renewals = Enumerable.Range(0, PreconditionerSchedule.Period).Count(i => PreconditionerSchedule.IsDue(start + i, first, layer));
            Assert.That(renewals, Is.EqualTo(1), $"from batch {start}");
        }
    }

    [Test]
    public void A_moment_takes_in_the_batch_of_every_renewal_and_a_few_before_it([Values(0, 1, 17, 63)] int layer, [Values(0, 7)] long first)
    {
        Assert.That(PreconditionerSchedule.Keep(first, first, layer), Is.Zero);
        for (long step = first + 1; step < 200; step++)
        {
            float? keep = PreconditionerSchedule.Keep(step, first, layer);
            if (PreconditionerSchedule.IsDue(step, first, layer))
                Assert.That(keep, Is.Not.Null, $"batch {step}");
            if (step < first + 30)
                Assert.That(keep, Is.EqualTo(0.95f), $"batch {step}");
            else if (keep is not null)
                Assert.That(keep, Is.EqualTo(Math.Pow(0.95, PreconditionerSchedule.SamplePeriod)).Within(1e-6), $"batch {step}");
        }
        Assert.That(Enumerable.Range(0, PreconditionerSchedule.Period).Count(i => PreconditionerSchedule.Keep(100 + i, first, layer) is not null), Is.EqualTo(4));
    }

    [Test]
    public void No_batch_renews_many_layers()
    {
        for (long step = 30; step < 100; step++)
            Assert.That(Enumerable.Range(0, 64).Count(layer => PreconditionerSchedule.IsDue(step, 0, layer)), Is.EqualTo(64 / PreconditionerSchedule.Period));
    }

    [TestCase(new[] { 10.0, 9, 8, 7 }, 0.05, false)]
    [TestCase(new[] { 10.0, 9.9, 9.8, 9.7 }, 0.05, true)]
    [TestCase(new[] { 10.0, 11, 12 }, 0.05, false)]
    [TestCase(new[] { 10.0, 11, 12, 13 }, 0.05, true)]
    [TestCase(new[] { 10.0, 12, 12, 9 }, 0.05, false)]
    public void A_plateau_is_three_sweeps_without_a_real_gain(double[] losses, double fraction, bool expected)
    {
        SweepRecord[] sweeps = [.. losses.Select((loss, i) => new SweepRecord(i + 1, loss, 0, 0))];
        Assert.That(PlateauRule.IsReached(sweeps, fraction), Is.EqualTo(expected));
    }

    [Test]
    public void The_operation_count_is_nearly_linear_in_the_edges()
    {
        static double PerEdge(int width, int layers)
        {
            int[] widths = [784, .. Enumerable.Repeat(width, layers), 48];
            double edges = widths.Zip(widths.Skip(1), (a, b) => (double)(a + 1) * b).Sum();
            return FlopCount.MiniBatch(widths, 256, 256, 32) / edges / 256;
        }

        Assert.That(PerEdge(1024, 64) / PerEdge(256, 4), Is.InRange(0.7, 1.4));
        // Forward, multipliers, preconditioner, cross moment: 8 operations per edge and row, the rest for input moment, inverse and trust region.
        Assert.That(PerEdge(1024, 64), Is.InRange(8.3, 9));
    }
}
