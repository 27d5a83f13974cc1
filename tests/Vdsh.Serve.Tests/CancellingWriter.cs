// A service prints when it has started; a test that only wants to see it start ends it then.
namespace Vdsh.Serve.Tests;

internal sealed class CancellingWriter(CancellationTokenSource cancellation) : StringWriter
{
    public override void WriteLine(string? value)
    {
        base.WriteLine(value);
        cancellation.CancelAfter(TimeSpan.FromMilliseconds(100));
    }
}
