// A command that ran to its end and found something wrong: its results are printed, and its exit code must still say so.
namespace Vdsh.Cli.CommandLine;

internal sealed class CommandFailedException(string message) : Exception(message);
