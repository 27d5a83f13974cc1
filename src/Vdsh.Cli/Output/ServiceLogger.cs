// A service runs for months and nobody watches: what went wrong is said even where --quiet leaves out notes, and many threads may have something to say.
using Microsoft.Extensions.Logging;

namespace Vdsh.Cli.Output;

internal sealed class ServiceLogger(CommandOutput output) : ILogger
{
    private readonly Lock writing = new();

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information && logLevel != LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        string text = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'} {formatter(state, exception)}");
        lock (writing)
        {
            if (logLevel == LogLevel.Information)
            {
                output.Note(text);
                return;
            }
            output.Warning(text);
            foreach (string line in exception?.ToString().Split('\n', StringSplitOptions.TrimEntries) ?? [])
                output.Warning("  " + line);
        }
    }
}
