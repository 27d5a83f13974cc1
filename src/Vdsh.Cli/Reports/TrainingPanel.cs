using Vdsh.Training;

namespace Vdsh.Cli.Reports;

/// <summary>The course of one training.</summary>
/// <param name="Heading">Which training, such as "codeword, 48 bits".</param>
/// <param name="Sweeps">Every sweep, the first one first.</param>
internal sealed record TrainingPanel(string Heading, IReadOnlyList<SweepRecord> Sweeps);
