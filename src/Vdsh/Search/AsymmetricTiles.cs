// Vectors look up one group of bits of 32 codes at a time, so codes are turned: that group of all 32 side by side.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Vdsh.Compute;

namespace Vdsh.Search;

/// <summary>Tiles of 32 codes: for each group of four bits 32 bytes, one a code, with the value of the group.</summary>
internal static class AsymmetricTiles
{
    /// <summary>Codes of a tile.</summary>
    public const int Codes = 32;

    private const int Half = 16, GroupsPerWord = 16;

    /// <summary>Turns codes into tiles; the last tile is filled up with codes of zeros.</summary>
    /// <param name="codes">n x words words.</param>
    /// <param name="wordsPerCode">Words of a code.</param>
    /// <param name="tiles">Receives ceil(n/32) tiles of 512 bytes a word.</param>
    public static void Fill(ReadOnlySpan<ulong> codes, int wordsPerCode, Span<byte> tiles)
    {
        int count = codes.Length / wordsPerCode, tileBytes = wordsPerCode * GroupsPerWord * Codes;
        Span<ulong> words = stackalloc ulong[Half];
        for (int first = 0; first < count; first += Half)
        {
            Span<byte> tile = tiles.Slice(first / Codes * tileBytes, tileBytes);
            for (int word = 0; word < wordsPerCode; word++)
            {
                for (int i = 0; i < Half; i++)
                    words[i] = first + i < count ? codes[(first + i) * wordsPerCode + word] : 0;
                Turn(words, tile[(word * GroupsPerWord * Codes + first % Codes)..]);
            }
        }
        if (count % Codes is > 0 and <= Half)
        {
            // The second half of the last tile: no codes, and still valid places in the tables.
            Span<byte> tile = tiles.Slice(count / Codes * tileBytes, tileBytes);
            for (int group = 0; group < wordsPerCode * GroupsPerWord; group++)
                tile.Slice(group * Codes + Half, Half).Clear();
        }
    }

    /// <summary>Which codes of each tile have a sum of levels within a limit.</summary>
    /// <param name="levels">16 levels for each group.</param>
    /// <param name="tiles">Tiles with <paramref name="tileBytes"/> bytes each.</param>
    /// <param name="tileBytes">Bytes of a tile.</param>
    /// <param name="limit">The largest sum that counts.</param>
    /// <param name="width">Vectors to use; 512 bits are served by those of 256.</param>
    /// <param name="masks">Receives for each tile 32 bits, bit i for its code i.</param>
    public static void Within(ReadOnlySpan<byte> levels, ReadOnlySpan<byte> tiles, int tileBytes, ushort limit,
        VectorWidth width, Span<uint> masks)
    {
        for (int tile = 0; tile < masks.Length; tile++)
        {
            ReadOnlySpan<byte> bytes = tiles.Slice(tile * tileBytes, tileBytes);
            masks[tile] = width != VectorWidth.Bits128 && Avx2.IsSupported
                ? Within256(levels, bytes, limit)
                : Within128(levels, bytes, limit) | Within128(levels, bytes[Half..], limit) << Half;
        }
    }

    // Bytes are added as pairs: 16-bit sums of both, and of the upper one alone, which together give both.
    private static uint Within256(ReadOnlySpan<byte> levels, ReadOnlySpan<byte> tile, ushort limit)
    {
        Vector256<ushort> both = default, upper = default;
        ref byte level = ref MemoryMarshal.GetReference(levels), value = ref MemoryMarshal.GetReference(tile);
        for (nuint place = 0; place < (nuint)levels.Length; place += 16)
        {
            Vector256<byte> table = Vector256.Create(Vector128.LoadUnsafe(ref level, place));
            Vector256<ushort> found
                = Avx2.Shuffle(table, Vector256.LoadUnsafe(ref value, 2 * place)).AsUInt16();
            both += found;
            upper += found >>> 8;
        }
        Vector256<ushort> bound = Vector256.Create(limit);
        Vector256<ushort> even = Vector256.LessThanOrEqual(both - (upper << 8), bound);
        Vector256<ushort> odd = Vector256.LessThanOrEqual(upper, bound);
        return ((even & Vector256.Create((ushort)0xFF)) | (odd << 8)).AsByte().ExtractMostSignificantBits();
    }

    private static uint Within128(ReadOnlySpan<byte> levels, ReadOnlySpan<byte> tile, ushort limit)
    {
        Vector128<ushort> both = default, upper = default;
        ref byte level = ref MemoryMarshal.GetReference(levels), value = ref MemoryMarshal.GetReference(tile);
        for (nuint place = 0; place < (nuint)levels.Length; place += 16)
        {
            Vector128<ushort> found = Vector128.ShuffleNative(
                Vector128.LoadUnsafe(ref level, place), Vector128.LoadUnsafe(ref value, 2 * place)).AsUInt16();
            both += found;
            upper += found >>> 8;
        }
        Vector128<ushort> bound = Vector128.Create(limit);
        Vector128<ushort> even = Vector128.LessThanOrEqual(both - (upper << 8), bound);
        Vector128<ushort> odd = Vector128.LessThanOrEqual(upper, bound);
        return ((even & Vector128.Create((ushort)0xFF)) | (odd << 8)).AsByte().ExtractMostSignificantBits();
    }

    // One word of 16 codes to 16 rows of 16 values, 32 bytes apart.
    private static void Turn(ReadOnlySpan<ulong> words, Span<byte> target)
    {
        if (!Sse2.IsSupported)
        {
            for (int group = 0; group < GroupsPerWord; group++)
            {
                for (int i = 0; i < Half; i++)
                    target[group * Codes + i] = (byte)(words[i] >> (4 * group) & 15);
            }
            return;
        }
        // Four rounds of interleaving put the same byte of all 16 codes side by side.
        Span<Vector128<byte>> from = stackalloc Vector128<byte>[8], to = stackalloc Vector128<byte>[8];
        for (int i = 0; i < 8; i++)
        {
            from[i] = Sse2.UnpackLow(
                Vector128.CreateScalar(words[i]).AsByte(), Vector128.CreateScalar(words[i + 8]).AsByte());
        }
        for (int step = 4; step > 0; step /= 2)
        {
            for (int block = 0; block < 8; block += 2 * step)
            {
                for (int i = 0; i < step; i++)
                {
                    to[block + i] = Sse2.UnpackLow(from[block + i], from[block + step + i]);
                    to[block + step + i] = Sse2.UnpackHigh(from[block + i], from[block + step + i]);
                }
            }
            Span<Vector128<byte>> swapped = from;
            from = to;
            to = swapped;
        }
        for (int place = 0; place < 8; place++)
        {
            (from[place] & Vector128.Create((byte)15)).CopyTo(target[(2 * place * Codes)..]);
            (from[place] >>> 4).CopyTo(target[((2 * place + 1) * Codes)..]);
        }
    }
}
