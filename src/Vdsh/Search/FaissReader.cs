// Everything that an index file of faiss claims is held against what is left of the file before memory is asked for.
using System.Buffers.Binary;
using Vdsh.Data;
using Vdsh.Data.Formats;

namespace Vdsh.Search;

/// <summary>The numbers of a file of faiss, little-endian.</summary>
internal sealed class FaissReader(ByteReader reader, CancellationToken cancellation)
{
    // What is not known to be there is taken in pieces, so that a claim alone costs nothing.
    private const int PieceBytes = 1 << 20;

    private readonly byte[] piece = new byte[PieceBytes];

    public string Path => reader.Name;

    /// <summary>The four letters that begin an index or its lists.</summary>
    public string ReadKind()
    {
        Span<byte> letters = stackalloc byte[FaissKinds.Letters];
        reader.ReadExactly(letters, "header");
        return FaissKinds.KindOf(letters) ?? throw Damaged(
            $"an index begins with the bytes {Convert.ToHexString(letters)}");
    }

    public byte ReadByte()
    {
        Span<byte> bytes = stackalloc byte[1];
        reader.ReadExactly(bytes, "header");
        return bytes[0];
    }

    public int ReadInt32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        reader.ReadExactly(bytes, "header");
        return BinaryPrimitives.ReadInt32LittleEndian(bytes);
    }

    public long ReadInt64()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        reader.ReadExactly(bytes, "header");
        return BinaryPrimitives.ReadInt64LittleEndian(bytes);
    }

    /// <summary>A number of elements that follow, or of things that need so many bytes each.</summary>
    /// <exception cref="InputException">The rest of the file cannot hold them.</exception>
    public long ReadCount(long bytesEach, string what)
    {
        long count = ReadInt64();
        Require(count, bytesEach, what);
        return count;
    }

    /// <summary>Refuses a number of elements that the rest of the file cannot hold.</summary>
    /// <exception cref="InputException">It is negative or too large.</exception>
    public void Require(long count, long bytesEach, string what)
    {
        if (count < 0 || count > (reader.BytesLeft ?? long.MaxValue) / bytesEach)
            throw Damaged($"it claims {count} {what}, more than the rest of the file can hold");
    }

    /// <summary>Passes over a vector: its length, and so many elements.</summary>
    public void SkipVector(int bytesEach, string what)
    {
        long count = ReadCount(bytesEach, what);
        // Without a known end of the file the product may be anything.
        for (UInt128 left = (UInt128)count * (UInt128)bytesEach; left > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            int taken = (int)UInt128.Min(left, PieceBytes);
            reader.ReadExactly(piece.AsSpan(0, taken), what);
            left -= (UInt128)taken;
        }
    }

    /// <summary>Appends numbers to an array that grows with what is there.</summary>
    /// <param name="values">The array, which may be replaced by a larger one.</param>
    /// <param name="filled">Numbers in it.</param>
    /// <param name="count">Numbers to read.</param>
    /// <param name="what">What they are, for messages.</param>
    public void ReadInt64s(ref long[] values, int filled, int count, string what)
    {
        const int AtOnce = PieceBytes / sizeof(long);
        for (int done = 0; done < count;)
        {
            cancellation.ThrowIfCancellationRequested();
            int taken = Math.Min(AtOnce, count - done);
            reader.ReadExactly(piece.AsSpan(0, taken * sizeof(long)), what);
            Room(ref values, filled + done + taken);
            for (int i = 0; i < taken; i++)
                values[filled + done + i] = BinaryPrimitives.ReadInt64LittleEndian(piece.AsSpan(i * sizeof(long)));
            done += taken;
        }
    }

    /// <summary>Appends codes to an array that grows with what is there.</summary>
    /// <param name="words">The array, which may be replaced by a larger one.</param>
    /// <param name="filled">Codes in it.</param>
    /// <param name="count">Codes to read.</param>
    /// <param name="bytesPerCode">Bytes of a code in the file.</param>
    public void ReadCodes(ref ulong[] words, int filled, int count, int bytesPerCode)
    {
        int wordsPerCode = (bytesPerCode + 7) / 8, atOnce = PieceBytes / bytesPerCode;
        Span<byte> code = stackalloc byte[8 * wordsPerCode];
        code.Clear();
        for (int done = 0; done < count;)
        {
            cancellation.ThrowIfCancellationRequested();
            int taken = Math.Min(atOnce, count - done);
            reader.ReadExactly(piece.AsSpan(0, taken * bytesPerCode), "codes");
            Room(ref words, (long)(filled + done + taken) * wordsPerCode);
            for (int i = 0; i < taken; i++)
            {
                piece.AsSpan(i * bytesPerCode, bytesPerCode).CopyTo(code);
                for (int word = 0; word < wordsPerCode; word++)
                    words[(filled + done + i) * wordsPerCode + word] =
                        BinaryPrimitives.ReadUInt64LittleEndian(code[(8 * word)..]);
            }
            done += taken;
        }
    }

    /// <summary>Makes sure that nothing follows.</summary>
    /// <exception cref="InputException">More bytes follow.</exception>
    public void RequireEnd()
    {
        if (reader.Peek(1).Length > 0)
            throw Damaged("bytes follow its end");
    }

    public InputException Damaged(string why) => new($"{Path} is damaged: {why}; write it again.");

    private static void Room<T>(ref T[] values, long needed)
    {
        if (values.Length < needed)
            Array.Resize(ref values, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * values.Length)));
    }
}
