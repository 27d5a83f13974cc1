// Which training is the shortest that reaches a map? Both sides decay their step to zero, so each number of passes is a training of its own.
using Vdsh.Cli.Output;
using Vdsh.Compute;

namespace Vdsh.Peers.Training;

/// <summary>Trains one net with both programs, for more and more passes until all maps are reached, and at last for the most passes.</summary>
internal sealed class TrainingComparison(OwnTrainer ours, TorchTrainer theirs, CommandOutput output, IReadOnlyList<int> passes, IReadOnlyList<double> maps)
{
    // A setting with less than this share of the best one's map is not trained any longer.
    private const double Behind = 0.9;

    // Trainings that reach a map in less time are timed so often.
    private const double ShortSeconds = 10;
    private const int Repetitions = 5;

    /// <summary>One training of each that does not count: .NET compiles, PyTorch loads and both start their threads in the first.</summary>
    public void WarmUp(NetShape net)
    {
        ours.Train(net, passes[0], ProductPrecision.Float32);
        theirs.Train(net, PeerSetting.All[0], passes[0]);
    }

    /// <summary>Runs all trainings of a net.</summary>
    public NetResult Run(NetShape net)
    {
        List<RepeatableTraining> own = TrainOwn(net, ProductPrecision.Float32), peer = TrainPeer(net, PeerSetting.All), ownRounded = [], peerRounded = [];
        if (CpuBackend.HasBFloat16)
        {
            PeerSetting best = PeerSetting.All.First(setting => $"{setting}" == NetResult.Best(Results(peer)).Setting);
            ownRounded = TrainOwn(net, ProductPrecision.BFloat16);
            peerRounded = TrainPeer(net, [best with { Rounded = true }]);
        }
        Repeat([.. own, .. peer, .. ownRounded, .. peerRounded]);
        return new NetResult(net, Results(own), Results(peer)) { OursRounded = Results(ownRounded), TheirsRounded = Results(peerRounded) };
    }

    private List<RepeatableTraining> TrainOwn(NetShape net, ProductPrecision precision)
    {
        var own = new List<RepeatableTraining>();
        foreach (int count in passes)
        {
            if (count == passes[^1] || !Reached(own))
                own.Add(new RepeatableTraining(() => Noted(net, "Vdsh", ours.Train(net, count, precision))));
        }
        return own;
    }

    // All settings for the fewest passes, then the better half for more, and so on, without those that are far behind: nobody would train the worst ones any longer.
    private List<RepeatableTraining> TrainPeer(NetShape net, IReadOnlyList<PeerSetting> settings)
    {
        var all = new List<RepeatableTraining>();
        foreach (int count in passes)
        {
            if (Reached(all))
            {
                if (count != passes[^1])
                    continue;
                settings = [settings[0]];
            }
            (PeerSetting Setting, RepeatableTraining Training)[] round =
                [.. settings.Select(setting => (setting, new RepeatableTraining(() => Noted(net, "PyTorch", theirs.Train(net, setting, count)))))];
            all.AddRange(round.Select(run => run.Training));
            double best = round.Max(run => run.Training.Result.Map);
            settings =
            [
                .. round.OrderByDescending(run => run.Training.Result.Map).Take((settings.Count + 1) / 2)
                    .Where(run => run.Training.Result.Map >= Behind * best).Select(run => run.Setting),
            ];
        }
        return all;
    }

    private void Repeat(RepeatableTraining[] trainings)
    {
        RepeatableTraining[] brief = [.. trainings.Where(training => training.Result.Map >= maps[0] && training.Result.Wall < ShortSeconds)];
        for (int repetition = 1; repetition < Repetitions; repetition++)
        {
            foreach (RepeatableTraining training in brief)
                training.Repeat();
        }
    }

    private bool Reached(List<RepeatableTraining> trainings) => NetResult.Shortest(Results(trainings), maps[^1]) is not null;

    private static TrainingMeasurement[] Results(List<RepeatableTraining> trainings) => [.. trainings.Select(training => training.Result)];

    private TrainingMeasurement Noted(NetShape net, string program, TrainingMeasurement training)
    {
        output.Note(FormattableString.Invariant($"{net}, {program}, {training.Setting}, {training.Passes} passes: map {training.Map:0.0000}, {training.Wall:0.0} s, {training.Cpu:0.0} CPU s"));
        return training;
    }
}
