// Training reports its progress per batch; people want a bar on a terminal and one line per sweep in a log.
using Spectre.Console;
using Vdsh.Training;

namespace Vdsh.Cli.Output;

internal static class TrainingDisplay
{
    /// <summary>Runs a training while showing its progress.</summary>
    public static TrainingResult Run(CommandOutput output, Func<IProgress<TrainingProgress>?, TrainingResult> train)
    {
        if (output.Quiet)
            return train(null);
        if (!output.Interactive)
            return train(new SweepLines(output));
        return output.ProgressConsole.Progress()
            .AutoClear(false)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context => train(new SweepBar(context.AddTask("training"))));
    }

    // A log of a short training has a line for each sweep; one of hundreds of sweeps has some fifty.
    private sealed class SweepLines(CommandOutput output) : IProgress<TrainingProgress>
    {
        private const int Lines = 50;

        public void Report(TrainingProgress value)
        {
            int every = Math.Max(1, value.Sweeps / Lines);
            if (value.Batch == value.Batches && (value.Sweep % every == 0 || value.Sweep == 1 || value.Sweep == value.Sweeps))
                output.Note(FormattableString.Invariant($"sweep {value.Sweep}/{value.Sweeps}: loss {value.Loss:0.00000}"));
        }
    }

    private sealed class SweepBar(ProgressTask task) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            task.MaxValue = 1;
            task.Value = value.Done;
            task.Description = FormattableString.Invariant($"sweep {value.Sweep}/{value.Sweeps}, loss {value.Loss:0.0000}");
        }
    }
}
