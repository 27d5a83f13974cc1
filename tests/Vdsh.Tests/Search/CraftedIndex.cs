// Index files that no index would save: sound checksums over content that makes no sense.
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Vdsh.Tests.Search;

internal static class CraftedIndex
{
    private const int Page = 4096;

    /// <summary>The bytes of a file.</summary>
    /// <param name="bits">Bits of a code.</param>
    /// <param name="words">Codes, row-major, with whatever bits are set.</param>
    /// <param name="ids">Ids in any order; null for none.</param>
    /// <param name="next">The next id; null for one more than the largest id, or the number of codes.</param>
    public static byte[] Of(int bits, ulong[] words, long[]? ids = null, long? next = null)
    {
        int count = words.Length / ((bits + 63) / 64);
        byte[] codeBytes = MemoryMarshal.AsBytes<ulong>(words).ToArray(),
            idBytes = MemoryMarshal.AsBytes<long>(ids).ToArray();
        byte[] header = new byte[Page];
        "VDSHIDX1"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), bits);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), ids is null ? 0 : 1);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(16), count);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(24), next ?? (ids is null ? count : ids.Max() + 1));
        SHA256.HashData([.. codeBytes, .. idBytes], header.AsSpan(32));
        SHA256.HashData(header.AsSpan(0, 96), header.AsSpan(96));
        if (ids is null)
            return [.. header, .. codeBytes];
        byte[] gap = new byte[(Page - codeBytes.Length % Page) % Page];
        return [.. header, .. codeBytes, .. gap, .. idBytes];
    }
}
