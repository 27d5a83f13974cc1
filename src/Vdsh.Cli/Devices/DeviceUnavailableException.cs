// Everything that can keep a GPU from being used reaches the user as one line that says what was tried and how to mend it.
namespace Vdsh.Cli.Devices;

internal sealed class DeviceUnavailableException(string message, Exception? inner = null) : Exception(message, inner);
