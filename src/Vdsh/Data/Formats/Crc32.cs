// Zip archives and PNG pictures carry the same checksum; only one of them is checked by the framework, and damage must
// be found in both.
using System.Buffers.Binary;

namespace Vdsh.Data.Formats;

/// <summary>CRC-32 with the reflected polynomial of ISO 3309, eight bytes a step.</summary>
internal struct Crc32
{
    private const uint Polynomial = 0xEDB88320;
    private static readonly uint[][] Tables = CreateTables();

    /// <summary>The checksum of everything appended so far.</summary>
    public uint Value { get; private set; }

    /// <summary>The checksum of some bytes.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = new Crc32();
        checksum.Append(bytes);
        return checksum.Value;
    }

    /// <summary>Takes in more bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint[][] tables = Tables;
        uint crc = ~Value;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc,
                high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = tables[7][low & 0xFF] ^ tables[6][low >> 8 & 0xFF] ^ tables[5][low >> 16 & 0xFF] ^ tables[4][
                low >> 24]
                ^ tables[3][high & 0xFF] ^ tables[2][high >> 8 & 0xFF] ^ tables[1][high >> 16 & 0xFF] ^ tables[0][
                    high >> 24];
        }
        foreach (byte value in bytes)
            crc = tables[0][(crc ^ value) & 0xFF] ^ crc >> 8;
        Value = ~crc;
    }

    // Table k holds the remainders of a byte that k more bytes follow.
    private static uint[][] CreateTables()
    {
        uint[][] tables = [.. Enumerable.Range(0, 8).Select(_ => new uint[256])];
        for (uint value = 0; value < 256; value++)
        {
            uint remainder = value;
            for (int bit = 0; bit < 8; bit++)
                remainder = (remainder & 1) != 0 ? Polynomial ^ remainder >> 1 : remainder >> 1;
            tables[0][value] = remainder;
        }
        for (int table = 1; table < tables.Length; table++)
        {
            for (int value = 0; value < 256; value++)
                tables[table][value] = tables[table - 1][value] >> 8 ^ tables[0][tables[table - 1][value] & 0xFF];
        }
        return tables;
    }
}
