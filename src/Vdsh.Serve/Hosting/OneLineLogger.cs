// What callers send may reach the log, and must not look there like lines of the service or steer a terminal.
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Vdsh.Serve.Hosting;

/// <summary>Writes each message as one line of printable characters.</summary>
internal sealed class OneLineLogger(ILogger logger) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => logger.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => logger.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        => logger.Log(logLevel, eventId, state, exception, (said, thrown) => Escape(formatter(said, thrown)));

    private static string Escape(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (char letter in text)
        {
            bool steers = char.IsControl(letter)
                || char.GetUnicodeCategory(letter) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
            if (steers)
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}");
            else
                line.Append(letter);
        }
        return line.ToString();
    }
}
