// Being open is said at the endpoint itself, where its reader sees it.
namespace Vdsh.Serve.Hosting;

/// <summary>Marks an endpoint that needs no key.</summary>
internal sealed class OpenToAll;
