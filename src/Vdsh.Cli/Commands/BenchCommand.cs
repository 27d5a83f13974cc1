// vdsh bench: how fast this machine is at each kind of work, and how near that is to what its arithmetic units can do.
using System.CommandLine;
using Vdsh.Cli.CommandLine;

namespace Vdsh.Cli.Commands;

internal sealed class BenchCommand : Command, IHasExamples
{
    public BenchCommand(GlobalOptions global) : base("bench", "Measures the speed of this machine, with its own peak measured in the same run.")
    {
        Add(new BenchGemmCommand(global));
        Add(new BenchTrainCommand(global));
        Add(new BenchEncodeCommand(global));
        Add(new BenchSearchCommand(global));
    }

    public IReadOnlyList<string> Examples { get; } = ["vdsh bench gemm", "vdsh bench train --scaling", "vdsh bench search --json"];
}
