// Training as demo and train both do it: with progress, notes, and a last word on Ctrl-C.
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Output;
using Vdsh.Data;
using Vdsh.Training;

namespace Vdsh.Cli.Commands;

internal static class TrainingRun
{
    /// <exception cref="CommandCanceledException">Cancelled; the message says what is kept.</exception>
    public static TrainingResult Execute(CommandSession session, TrainingOptions options, LabeledData data)
    {
        var trainer = new VdshTrainer(session.Backend, options, new NoteLogger(session.Output));
        try
        {
            return TrainingDisplay.Run(session.Output, progress => trainer.Train(data, progress, session.Cancellation));
        }
        catch (OperationCanceledException exception)
        {
            throw new CommandCanceledException(
                options.CheckpointDirectory is string directory
                    ? $"cancelled; the finished sweeps are kept in {directory}: give the same command again with --resume to go on."
                    : "cancelled; nothing was written (with --checkpoint DIR, finished sweeps are kept).",
                exception);
        }
    }
}
