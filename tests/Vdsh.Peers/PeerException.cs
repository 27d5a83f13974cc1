namespace Vdsh.Peers;

/// <summary>The other program failed; the message says which and what it said.</summary>
internal sealed class PeerException(string message) : Exception(message);
