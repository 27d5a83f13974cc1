// Claims of being faster than others are worth what a stranger can repeat: this runs the others on the same weights and data, in the same run.
using System.CommandLine;
using System.Runtime.InteropServices;
using Vdsh.Data;
using Vdsh.Peers;
using Vdsh.Peers.Encoding;
using Vdsh.Peers.Products;
using Vdsh.Peers.Training;

bool stopping = false;
// Without these the runtime ends at once, and temporary files stay.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Stop(130));
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Stop(143));
var shared = new SharedOptions();
var root = new RootCommand("Measures Vdsh beside other programs, in one run: products beside OpenBLAS, encoding beside ONNX Runtime, training beside PyTorch.")
{
    new GemmCommand(shared),
    new EncodeCommand(shared),
    new TrainCommand(shared),
};
shared.AddTo(root);
try
{
    ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
}
catch (Exception) when (stopping)
{
    // What failed was work whose files and child process are just being removed; the exit on the other thread has the last word.
    Thread.Sleep(Timeout.Infinite);
    return 1;
}
catch (InputException exception)
{
    Console.Error.WriteLine($"peers: error: {exception.Message}");
    return 2;
}
catch (PeerException exception)
{
    Console.Error.WriteLine($"peers: error: {exception.Message}");
    return 1;
}

void Stop(int code)
{
    Volatile.Write(ref stopping, true);
    Environment.Exit(code);
}
