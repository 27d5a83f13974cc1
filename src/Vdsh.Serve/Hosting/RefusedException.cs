// Most refusals mean bad input; a few mean something else and carry their own status.
namespace Vdsh.Serve.Hosting;

/// <summary>A request that is refused with a status other than 400.</summary>
internal sealed class RefusedException(int status, string message) : Exception(message)
{
    public int Status => status;
}
