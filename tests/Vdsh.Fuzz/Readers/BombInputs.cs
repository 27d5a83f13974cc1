// A few kilobytes that unpack to hundreds of megabytes: refused before they are held.
using System.Text;
using Vdsh.Data;

namespace Vdsh.Fuzz.Readers;

/// <summary>Compressed files whose pieces repeat: the start of a file, then a piece many times over.</summary>
internal sealed class BombInputs() : ArrayFile("bomb", "input.csv.gz")
{
    private const int PieceBytes = 1 << 20, MostPieces = 256;

    // What is many rows is a table, however well it packs; only so much of it can be asked to fit.
    private const int MostPiecesOfRows = 2;

    private readonly Dictionary<string, byte[]> packed = [];

    public override double Weight => 0.02;

    public override byte[] Join(Part[] parts, SeededRandom random)
    {
        byte[] piece = parts[1].Bytes;
        int most = piece.Contains((byte)'\n') || piece.Contains((byte)'\r') ? MostPiecesOfRows : MostPieces;
        int count = 1 + random.NextInt32(1 + random.NextInt32(most));
        string key = Convert.ToHexString(piece);
        if (!packed.TryGetValue(key, out byte[]? member))
        {
            byte[] unpacked = new byte[PieceBytes / Math.Max(1, piece.Length) * piece.Length];
            for (int i = 0; i < unpacked.Length; i += piece.Length)
                piece.CopyTo(unpacked, i);
            member = Gzip(unpacked);
            packed[key] = member;
        }
        return [.. Gzip(parts[0].Bytes), .. Enumerable.Repeat(member, count).SelectMany(bytes => bytes), .. Gzip(parts[2].Bytes)];
    }

    public override byte[] Wrap(byte[] input, SeededRandom random) => input;

    protected override IEnumerable<Part[]> CreateSeeds()
    {
        foreach (string piece in (string[])["1,", "1", " ", "\t", "\"", "\"\",", ";", "a,", "1 ", "#", "1\n", "1,2\n", "\n", "a\n", "\r", "\0", "1\0"])
        {
            yield return [Part.Text("1,2\n"), Part.Text(piece), Part.Text("3\n")];
            yield return [Part.Text(""), Part.Text(piece), Part.Text("1\n1\n")];
        }
        foreach (Part[] npy in NpyParts.Seeds().Take(4))
        {
            byte[] whole = NpyParts.Join(npy, new SeededRandom(1));
            yield return [new Part(PartKind.Data, whole), new Part(PartKind.Data, Encoding.ASCII.GetBytes("\0")), Part.Text("")];
        }
    }
}
