// Ctrl-C during training has something to say: where the checkpoint lies and how to go on.
namespace Vdsh.Cli.CommandLine;

internal sealed class CommandCanceledException(string message, Exception inner) : OperationCanceledException(message, inner);
