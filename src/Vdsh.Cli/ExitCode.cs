// Scripts decide by the exit code; these are all there are.
namespace Vdsh.Cli;

/// <summary>What the tool ends with.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A failure while running: a full disk, a device that is missing, a training that diverged.</summary>
    public const int Failure = 1;

    /// <summary>Bad arguments or bad input; nothing was done.</summary>
    public const int BadInput = 2;

    /// <summary>Stopped by Ctrl-C: 128 and the number of SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>Stopped by SIGTERM.</summary>
    public const int Terminated = 143;
}
