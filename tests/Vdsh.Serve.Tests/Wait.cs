// Tests wait for a state and not for a time, with a limit far above what any machine needs.
using NUnit.Framework;

namespace Vdsh.Serve.Tests;

internal static class Wait
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task Until(Func<Task<bool>> condition)
    {
        DateTime end = DateTime.UtcNow + Patience;
        while (!await condition())
        {
            Assert.That(DateTime.UtcNow, Is.LessThan(end), "what the test waits for never came");
            await Task.Delay(10);
        }
    }
}
