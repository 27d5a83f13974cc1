// The entry point of the vdsh command: connects the console and Ctrl-C to the application.
using System.Runtime.InteropServices;
using Vdsh.Cli;
using Vdsh.Data;

const int OutputDescriptor = 1, ErrorDescriptor = 2;
using var cancellation = new CancellationTokenSource();
int stopped = ExitCode.Interrupted;
void Stop(PosixSignalContext context)
{
    // A second signal ends the process at once: the first one may not be answered inside a long native call.
    context.Cancel = !cancellation.IsCancellationRequested;
    if (context.Cancel)
        stopped = context.Signal == PosixSignal.SIGTERM ? ExitCode.Terminated : ExitCode.Interrupted;
    cancellation.Cancel();
}

using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
// Whoever closed a stream wants nothing from it; printing there would write into a file that has got its number.
TextWriter output = StandardStreams.IsOpen(OutputDescriptor) ? Console.Out : TextWriter.Null;
TextWriter error = StandardStreams.IsOpen(ErrorDescriptor) ? Console.Error : TextWriter.Null;
return CliApplication.Run(args, output, error, cancellation.Token, () => stopped);
