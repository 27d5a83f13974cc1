// Index files with right checksums and wrong content, since nothing behind a wrong checksum is ever reached.
using System.Buffers.Binary;
using System.Security.Cryptography;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Fuzz.Readers;

/// <summary>Index files, read whole and mapped. Pieces: header numbers, codes, ids.</summary>
internal sealed class IndexInputs() : FuzzReader("index", "input.vdshidx")
{
    private const int Page = 4096, Hashed = 96;

    public override byte[] Join(Part[] parts, SeededRandom random)
    {
        byte[] fields = parts[0].Bytes, codes = parts[1].Bytes, ids = parts[2].Bytes;
        byte[] page = new byte[Page];
        "VDSHIDX1"u8.CopyTo(page);
        fields.AsSpan(0, Math.Min(fields.Length, 24)).CopyTo(page.AsSpan(8));
        int bits = BinaryPrimitives.ReadInt32LittleEndian(page.AsSpan(8));
        // A count that does not fit the length is refused at once, so it mostly fits.
        if (bits is >= 1 and <= HashCodes.MaximumBits && random.NextInt32(4) > 0)
        {
            int bytesPerCode = HashCodes.WordsFor(bits) * sizeof(ulong), count = codes.Length / bytesPerCode;
            codes = codes[..(count * bytesPerCode)];
            BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(16), count);
            if (page[12] == 1)
                ids = [.. ids[..Math.Min(ids.Length, count * sizeof(long))], .. new byte[Math.Max(0, count * sizeof(long) - ids.Length)]];
        }
        SHA256.HashData([.. codes, .. ids]).CopyTo(page, 32);
        if (random.NextInt32(16) > 0)
            SHA256.HashData(page.AsSpan(0, Hashed)).CopyTo(page, Hashed);
        byte[] padding = new byte[ids.Length == 0 ? 0 : (Page - codes.Length % Page) % Page];
        return [.. page, .. codes, .. padding, .. ids];
    }

    public override void Use(Trial trial)
    {
        trial.Read("loaded index", () =>
        {
            using HammingIndex index = HammingIndex.Load(trial.Path, Exercise.Backend);
            Exercise.Index(index, isSound: true);
        });
        trial.Read("mapped index", () =>
        {
            using HammingIndex index = HammingIndex.Open(trial.Path, Exercise.Backend, mapFrom: 0);
            Exercise.Index(index, isSound: false);
            index.Verify();
            Exercise.Index(index, isSound: true);
        });
        trial.Read("codes of an index", () =>
        {
            (HashCodes codes, long[]? ids) = CodeDatabase.Read(trial.Path);
            Exercise.Codes(codes, ids, trial.Path, trial.Folder);
        });
    }

    protected override IEnumerable<Part[]> CreateSeeds()
    {
        yield return [Header(16, 0, 3, 3), Part.Data<ulong>(1, 0xFFFF, 7), Part.Data<long>()];
        yield return [Header(12, 0, 5, 5), Part.Data<ulong>(0xFFF, 1, 2, 5, 7), Part.Data<long>()];
        yield return [Header(64, 1, 3, 41), Part.Data<ulong>(1, ulong.MaxValue, 7), Part.Data<long>(10, 20, 40)];
        yield return [Header(70, 1, 2, long.MaxValue), Part.Data<ulong>(1, 2, 3, 4), Part.Data<long>(0, long.MaxValue - 1)];
        yield return [Header(8, 0, 0, 5), Part.Data<ulong>(), Part.Data<long>()];
        ulong[] many = [.. Enumerable.Range(0, 600).Select(i => (ulong)(i * 7919 % 4096))];
        yield return [Header(12, 0, many.Length, many.Length), Part.Data<ulong>(many), Part.Data<long>()];
    }

    private static Part Header(int bits, int flags, long count, long next) => Part.Numbers((4, bits), (4, flags), (8, count), (8, next));
}
