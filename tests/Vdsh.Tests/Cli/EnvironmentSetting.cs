// Tests that look for files in the user's folders must not find what the machine happens to hold.
namespace Vdsh.Tests.Cli;

/// <summary>An environment variable with another value until it is disposed. Tests run one after another, so nothing else sees it.</summary>
internal sealed class EnvironmentSetting : IDisposable
{
    private readonly string name;
    private readonly string? old;

    public EnvironmentSetting(string name, string? value)
    {
        this.name = name;
        old = Environment.GetEnvironmentVariable(name);
        Environment.SetEnvironmentVariable(name, value);
    }

    public void Dispose() => Environment.SetEnvironmentVariable(name, old);
}
