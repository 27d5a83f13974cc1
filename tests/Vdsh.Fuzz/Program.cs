// The fuzzer's command line; ./build.sh fuzz calls it.
using Vdsh.Data;

namespace Vdsh.Fuzz;

internal static class Program
{
    // Of the threads that readers run on, those of an embedding program may have the smallest stacks.
    private const int StackBytes = 1 << 20;

    public static int Main(string[] args)
    {
        // A command line that names a data set must not find one: it would train for minutes.
        Environment.SetEnvironmentVariable("VDSH_DATA", null);
        int code = 2;
        var worker = new Thread(() => code = Run(args), StackBytes);
        worker.Start();
        worker.Join();
        return code;
    }

    private static int Run(string[] args)
    {
        try
        {
            // $VDSH_FUZZ_OUT, because the script and its caller may stand in different folders.
            string folder = Environment.GetEnvironmentVariable("VDSH_FUZZ_OUT") is { Length: > 0 } named ? named : Path.Combine("artifacts", "fuzz");
            switch (args.FirstOrDefault())
            {
                case "list":
                    foreach (FuzzReader reader in ReaderCatalog.All)
                        Console.WriteLine(reader.Name);
                    return 0;
                case "replay":
                    return Replay(args[1..]) ? 0 : 1;
                case "lost":
                    return KeepLost(folder) ? 1 : 0;
                default:
                    using (var run = new FuzzRun(FuzzOptions.Parse(args), folder, Console.Out))
                        return run.Execute() ? 0 : 1;
            }
        }
        catch (InputException exception)
        {
            Console.Error.WriteLine($"fuzz: error: {exception.Message}");
            return 2;
        }
    }

    private static bool Replay(IReadOnlyList<string> paths)
    {
        if (paths.Count == 0)
            throw new InputException("replay needs the file of an input, as a failed run names it.");
        using var judge = new Judge();
        bool passed = true;
        foreach (string path in paths)
        {
            if (!File.Exists(path))
                throw new InputException($"{path} does not exist; check the path.");
            Verdict verdict = judge.Try(ReaderCatalog.OfInput(path), File.ReadAllBytes(path));
            Console.WriteLine(verdict.Fault is { } fault
                ? $"{path}: FAILED {fault.Message}\n{fault.InnerException}"
                : FormattableString.Invariant(
                    $"{path}: {(verdict.IsAccepted ? "accepted" : "refused")}, {verdict.Time.TotalMilliseconds:0} ms, {verdict.Allocated / 1e6:0.0} MB"));
            passed &= verdict.Fault is null;
        }
        return passed;
    }

    // The script asks after a run whose process died.
    private static bool KeepLost(string folder)
    {
        if (RunMark.Left(folder) is not var (name, seed, number))
            return false;
        FuzzReader reader = ReaderCatalog.Find(name);
        byte[] input = InputMaker.Make(reader, Corpus.Of(reader), seed, number);
        FuzzRun.Keep(folder, FuzzRun.NameOf(name, seed, number), input, $"{name}: the process ended while it read this", Console.Out);
        return true;
    }
}
