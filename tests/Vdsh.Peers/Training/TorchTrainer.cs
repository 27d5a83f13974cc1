// The other side: a Python process that keeps its data and threads between trainings, so that only training is timed.
using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;

namespace Vdsh.Peers.Training;

/// <summary><c>torch_peer.py</c> in a process of its own.</summary>
internal sealed class TorchTrainer : IDisposable
{
    private readonly Process process;
    private readonly ExchangeFolder folder;
    private readonly int bits;
    private readonly ulong seed;
    private bool stopped;

    /// <summary>Starts the process and waits until it has read its data.</summary>
    /// <exception cref="PeerException">It broke.</exception>
    public TorchTrainer(string python, ExchangeFolder folder, int threads, int bits, ulong seed)
    {
        this.folder = folder;
        this.bits = bits;
        this.seed = seed;
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "Training", "torch_peer.py"), folder.Path, $"{threads}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["OMP_NUM_THREADS"] = start.Environment["OPENBLAS_NUM_THREADS"] = $"{threads}";
        // The best kernels, whatever the environment says: OpenBLAS of 2022 does not know later processors and takes a slower kernel for them.
        start.Environment.Remove("OPENBLAS_L2_SIZE");
        // PyTorch's threads are OpenMP's; an OpenBLAS with a pool of its own makes the two wait for each other in busy loops, three times as slow on two cores.
        if (OpenMpBlas() is string blas)
            start.Environment["LD_LIBRARY_PATH"] = string.Join(Path.PathSeparator, [blas, .. Environment.GetEnvironmentVariable("LD_LIBRARY_PATH") is { Length: > 0 } others ? (string[])[others] : []]);
        if (Vector512.IsHardwareAccelerated)
            start.Environment["OPENBLAS_CORETYPE"] = "SkylakeX";
        process = Process.Start(start) ?? throw new PeerException($"{python} did not start.");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop(TimeSpan.Zero);
        Versions = Read();
    }

    /// <summary>Versions of PyTorch, NumPy and Python.</summary>
    public JsonObject Versions { get; }

    /// <summary>Processor time so far.</summary>
    public TimeSpan Cpu => process.TotalProcessorTime;

    /// <summary>A Python that has PyTorch, or null; on Debian the system's own may stand behind another one in the path.</summary>
    public static string? FindPython() => Array.Find(["python3", "/usr/bin/python3"], HasTorch);

    /// <summary>Trains from scratch.</summary>
    /// <exception cref="PeerException">The process broke.</exception>
    public TrainingMeasurement Train(NetShape net, PeerSetting setting, int epochs)
    {
        process.StandardInput.WriteLine(new JsonObject
        {
            ["layers"] = net.Layers,
            ["width"] = net.Width,
            ["bits"] = bits,
            ["identity"] = setting.Identity,
            ["batch"] = setting.Batch,
            ["rate"] = setting.Rate,
            ["bf16"] = setting.Rounded,
            ["epochs"] = epochs,
            ["seed"] = seed,
        }.ToJsonString());
        process.StandardInput.Flush();
        JsonObject answer = Read();
        return new TrainingMeasurement(setting.ToString(), epochs, (double)answer["wall"]!, (double)answer["cpu"]!, folder.Map("peer-database", "peer-queries", bits));
    }

    public void Dispose() => Stop(TimeSpan.FromSeconds(10));

    private JsonObject Read() => process.StandardOutput.ReadLine() is string line
        ? JsonNode.Parse(line)!.AsObject()
        : throw new PeerException("PyTorch's process ended; what it said stands above.");

    private void Stop(TimeSpan patience)
    {
        if (stopped)
            return;
        stopped = true;
        process.StandardInput.Close();
        if (!process.WaitForExit(patience))
            process.Kill();
        process.Dispose();
    }

    /// <summary>The folder of an OpenBLAS that shares OpenMP's threads, on Debian and its relatives; null where it is not installed.</summary>
    public static string? OpenMpBlas()
        => Directory.Exists("/usr/lib") ? Directory.EnumerateDirectories("/usr/lib", "*-linux-gnu").Select(folder => Path.Combine(folder, "openblas-openmp")).FirstOrDefault(Directory.Exists) : null;

    private static bool HasTorch(string python)
    {
        try
        {
            using Process? probe = Process.Start(new ProcessStartInfo(python, ["-c", "import numpy, torch"]) { RedirectStandardError = true });
            probe!.StandardError.ReadToEnd();
            probe.WaitForExit();
            return probe.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
