// "16x512" on the command line and in tables.
using System.Globalization;
using Vdsh.Data;

namespace Vdsh.Peers.Training;

/// <summary>Hidden layers of equal width.</summary>
internal sealed record NetShape(int Layers, int Width)
{
    /// <summary>Reads "LAYERSxWIDTH".</summary>
    /// <exception cref="InputException">The text is something else.</exception>
    public static NetShape Parse(string text)
    {
        string[] parts = text.Split('x');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int layers) && layers > 0
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out int width) && width > 0
            ? new NetShape(layers, width)
            : throw new InputException($"--nets: '{text}' is no net; write hidden layers, an x and their width, as in 16x512.");
    }

    public override string ToString() => $"{Layers}x{Width}";
}
