// The options that every command understands, declared once.
using System.CommandLine;
using Vdsh.Cli.Devices;
using Vdsh.Cli.Output;
using Vdsh.Data;

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

    private readonly Option<bool> tf32 = new("--tf32")
    {
        Description = "With --device cuda: matrix products round their factors to TF32 (11 significant bits), faster on tensor cores and less exact.",
        Recursive = true,
    };

    private readonly Option<string> precision = Choice.Of(
        "--precision", "Factors of matrix products on the CPU. 'bf16' rounds them to 8 significant bits: faster, less exact; needs AVX512-BF16 and the native library.",
        "float32", "float32", "bf16");

    public Option<int?> Threads { get; } = Numbers.OptionalInteger("--threads", "Number of CPU threads. Results do not depend on it. [default: all processors]", 1, 4096);

    public Option<ulong> Seed { get; } = Numbers.Seed("--seed", "Seed of every random draw (initialisation, batches, splits). The same seed gives the same result.", 1);

    public Option<bool> Json { get; } = new("--json")
    {
        Description = "Prints exactly one JSON object on standard output, with 'error' where the command failed; everything else goes to standard error.",
        Recursive = true,
    };

    public Option<bool> Quiet { get; } = new("--quiet", "-q")
    {
        Description = "No progress and no notes: results and errors only.",
        Recursive = true,
    };

    public GlobalOptions()
    {
        precision.Recursive = true;
        Threads.Recursive = true;
        Seed.Recursive = true;
    }

    /// <summary>What the factors of products are rounded to.</summary>
    /// <exception cref="InputException">Both ways were asked for.</exception>
    public FactorRounding ReadRounding(ParseResult parsed)
    {
        bool isTf32 = parsed.GetValue(tf32), isBf16 = parsed.GetValue(precision) == "bf16";
        if (isTf32 && isBf16)
            throw new InputException("--tf32 is for GPUs and --precision bf16 for the CPU; give one of them.");
        return isTf32 ? FactorRounding.Tf32 : isBf16 ? FactorRounding.BFloat16 : FactorRounding.None;
    }

    /// <summary>Where a command prints, on a command line that may be wrong in other places.</summary>
    public CommandOutput ReadOutput(ParseResult parsed, TextWriter output, TextWriter error)
        => new(output, error, IsSet(parsed, Json), IsSet(parsed, Quiet));

    private static bool IsSet(ParseResult parsed, Option<bool> option)
        => parsed.GetResult(option) is { } result && !result.Errors.Any() && result.GetValueOrDefault<bool>();

    public void AddTo(Command root)
    {
        root.Add(Device);
        root.Add(tf32);
        root.Add(precision);
        root.Add(Threads);
        root.Add(Seed);
        root.Add(Json);
        root.Add(Quiet);
    }
}
