// What callers send may reach the log, and must not look there like lines of the service or steer a terminal.
using Microsoft.Extensions.Logging;
using Vdsh.Data;

namespace Vdsh.Serve.Hosting;

/// <summary>Writes each message as one line of printable characters.</summary>
internal sealed class OneLineLogger(ILogger logger) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => logger.Log(logLevel, eventId, state, exception,
            (said, thrown) => MessageText.Escape(formatter(said, thrown)));
}
