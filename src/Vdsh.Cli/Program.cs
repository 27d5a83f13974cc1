// The entry point of the vdsh command: connects the console and Ctrl-C to the application.
using System.Runtime.InteropServices;
using Vdsh.Cli;

using var cancellation = new CancellationTokenSource();
void Stop(PosixSignalContext context)
{
    // A second signal ends the process at once: the first one may not be answered inside a long native call.
    context.Cancel = !cancellation.IsCancellationRequested;
    cancellation.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return CliApplication.Run(args, Console.Out, Console.Error, cancellation.Token);
