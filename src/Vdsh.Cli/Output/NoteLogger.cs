// The library logs through the standard interface; the tool shows those lines as notes.
using Microsoft.Extensions.Logging;

namespace Vdsh.Cli.Output;

internal sealed class NoteLogger(CommandOutput output) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
            output.Note(formatter(state, exception));
    }
}
