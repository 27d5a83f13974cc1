// What the web server has to say goes where the service's own lines go.
using Microsoft.Extensions.Logging;

namespace Vdsh.Serve.Hosting;

internal sealed class ForwardingLoggerProvider(ILogger logger) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => logger;

    public void Dispose()
    {
    }
}
