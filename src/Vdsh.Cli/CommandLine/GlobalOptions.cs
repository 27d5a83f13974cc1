// The options that every command understands, declared once.
using System.CommandLine;

namespace Vdsh.Cli.CommandLine;

internal sealed class GlobalOptions
{
    public Option<string> Device { get; } = new("--device")
    {
        Description = "Where the arithmetic runs: auto, cpu or cuda[:N]. 'auto' takes the best engine that this build and machine have ('vdsh doctor' says which).",
        DefaultValueFactory = _ => "auto",
        Recursive = true,
        HelpName = "auto|cpu|cuda[:N]",
    };

    public Option<bool> Tf32 { get; } = new("--tf32")
    {
        Description = "With --device cuda: matrix products round their factors to TF32 (11 significant bits), faster on tensor cores and less exact.",
        Recursive = true,
    };

    public Option<int?> Threads { get; } = Numbers.OptionalInteger("--threads", "Number of CPU threads. Results do not depend on it. [default: all processors]", 1, 4096);

    public Option<ulong> Seed { get; } = Numbers.Seed("--seed", "Seed of every random draw (initialisation, batches, splits). The same seed gives the same result.", 1);

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Prints exactly one JSON object on standard output; everything else goes to standard error.",
        Recursive = true,
    };

    public Option<bool> Quiet { get; } = new("--quiet", "-q")
    {
        Description = "No progress and no notes: results and errors only.",
        Recursive = true,
    };

    public GlobalOptions()
    {
        Threads.Recursive = true;
        Seed.Recursive = true;
    }

    public void AddTo(Command root)
    {
        root.Add(Device);
        root.Add(Tf32);
        root.Add(Threads);
        root.Add(Seed);
        root.Add(Json);
        root.Add(Quiet);
    }
}
