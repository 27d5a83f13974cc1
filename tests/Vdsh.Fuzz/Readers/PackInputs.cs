// Packs of pictures that share a header; read once their checksum fits, which it always does here.
using System.Buffers.Binary;
using System.Security.Cryptography;
using Vdsh.Data.Formats;

namespace Vdsh.Fuzz.Readers;

internal sealed class PackInputs() : FuzzReader("pack", "input.pack")
{
    private const int Count = 3;

    public override void Use(Trial trial)
    {
        string sum = Convert.ToHexStringLower(SHA256.HashData(trial.Input));
        int claimed = trial.Input.Length >= 12 ? BinaryPrimitives.ReadInt32LittleEndian(trial.Input.AsSpan(8)) : 0;
        foreach (int count in (int[])[Count, Math.Clamp(claimed, 1, 100_000)])
        {
            trial.Read($"{count} pictures", () =>
            {
                var pack = new JpegPack(trial.Path, sum, count, 8);
                for (int row = 0; row < Math.Min(count, 8); row++)
                    Exercise.Require(pack[row].Width == 8, "a picture has another size");
            });
        }
    }

    protected override IEnumerable<Part[]> CreateSeeds()
    {
        yield return
        [
            Part.Text("C10JPEG1"), Part.Numbers((4, Count), (4, 5)), Part.Data<byte>(0xFF, 0xD8, 1, 2, 3), Part.Data<byte>(0, 1, 1),
            Part.Numbers((2, 4), (2, 0), (2, 2)), Part.Data<byte>(1, 2, 3, 4, 5, 6),
        ];
    }
}
