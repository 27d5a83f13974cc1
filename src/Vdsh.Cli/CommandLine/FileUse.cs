// A command line names files by many options, and some options stand for several files; this is one of them.
namespace Vdsh.Cli.CommandLine;

/// <summary>A file that a command reads or writes.</summary>
/// <param name="Option">The option that named it, for messages.</param>
/// <param name="Path">Where it is.</param>
/// <param name="IsWritten">Whether the command writes it; otherwise it reads it.</param>
internal sealed record FileUse(string Option, string Path, bool IsWritten);
