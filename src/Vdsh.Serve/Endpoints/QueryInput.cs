// Whatever form a request has, it comes down to this.
namespace Vdsh.Serve.Endpoints;

/// <summary>What a request asks for.</summary>
/// <param name="Count">Number of queries q.</param>
/// <param name="Codes">q packed codes, one behind the other; null: features are given.</param>
/// <param name="Features">q rows of features; null: codes are given.</param>
/// <param name="Width">Bytes of a code, or features of a row.</param>
internal sealed record QueryInput(int Count, byte[]? Codes, float[]? Features, int Width)
{
    public int? K { get; init; }

    public int? Radius { get; init; }

    public bool IdsAsStrings { get; init; }
}
