// The program around the service owns Ctrl-C and signals: the host's own lifetime would catch them a second time.
using Microsoft.Extensions.Hosting;

namespace Vdsh.Serve.Hosting;

internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
