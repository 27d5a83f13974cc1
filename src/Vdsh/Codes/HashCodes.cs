// Packed binary codes are what the engine produces, stores and compares; every part shares this one layout.
using System.Buffers.Binary;
using Vdsh.Data;

namespace Vdsh.Codes;

/// <summary>
/// n codes of b bits: ceil(b/64) words a code, row-major, bit j of a code is bit j mod 64 of word j/64, padding bits zero. Immutable, safe for
/// concurrent readers. As bytes the layout equals <c>numpy.packbits(..., bitorder="little")</c>.
/// </summary>
/// <remarks>Thread safety: immutable, safe for concurrent use.</remarks>
public sealed class HashCodes : IEquatable<HashCodes>
{
    /// <summary>The longest code the engine accepts, in bits.</summary>
    public const int MaximumBits = 4096;

    private readonly ulong[] words;

    /// <summary>Wraps packed words.</summary>
    /// <param name="words">count x ceil(bits/64) words, row-major; kept, not copied.</param>
    /// <param name="count">Number of codes n.</param>
    /// <param name="bits">Bits b of a code, 1..<see cref="MaximumBits"/>.</param>
    /// <exception cref="InputException">The number of bits is out of range, or padding bits are set.</exception>
    /// <exception cref="ArgumentException"><paramref name="words"/> does not hold whole codes.</exception>
    public HashCodes(ulong[] words, int count, int bits)
    {
        ArgumentNullException.ThrowIfNull(words);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        CheckBits(bits);
        WordsPerCode = WordsFor(bits);
        if ((long)count * WordsPerCode != words.Length)
            throw new ArgumentException($"{words.Length} words are not {count} codes of {WordsPerCode} words.", nameof(words));
        this.words = words;
        Count = count;
        Bits = bits;
        ulong padding = bits % 64 == 0 ? 0 : ulong.MaxValue << (bits % 64);
        for (int row = 0; row < count; row++)
        {
            if ((words[(row + 1) * WordsPerCode - 1] & padding) != 0)
                throw PaddingSet(row, bits);
        }
    }

    /// <summary>Number of codes n.</summary>
    public int Count { get; }

    /// <summary>Bits b of a code.</summary>
    public int Bits { get; }

    /// <summary>64-bit words of a code: ceil(b/64).</summary>
    public int WordsPerCode { get; }

    /// <summary>Bytes of a code in files: ceil(b/8).</summary>
    public int BytesPerCode => (Bits + 7) / 8;

    /// <summary>All words: n x <see cref="WordsPerCode"/>, row-major.</summary>
    public ReadOnlySpan<ulong> Words => words;

    /// <summary>The words of one code.</summary>
    public ReadOnlySpan<ulong> this[int row] => words.AsSpan(row * WordsPerCode, WordsPerCode);

    /// <summary>Words of a code of the given number of bits.</summary>
    public static int WordsFor(int bits) => (bits + 63) / 64;

    /// <summary>Reads codes from the byte layout of files.</summary>
    /// <param name="bytes">count x ceil(bits/8) bytes, row-major, little-endian bit order.</param>
    /// <param name="count">Number of codes n.</param>
    /// <param name="bits">Bits b of a code.</param>
    /// <exception cref="InputException">The number of bits is out of range, or padding bits are set.</exception>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> does not hold whole codes.</exception>
    public static HashCodes FromBytes(ReadOnlySpan<byte> bytes, int count, int bits)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        CheckBits(bits);
        int bytesPerCode = (bits + 7) / 8;
        if ((long)count * bytesPerCode != bytes.Length)
            throw new ArgumentException($"{bytes.Length} bytes are not {count} codes of {bytesPerCode} bytes.", nameof(bytes));
        int wordsPerCode = WordsFor(bits);
        ulong[] words = new ulong[checked(count * wordsPerCode)];
        Span<byte> code = stackalloc byte[MaximumBits / 8];
        for (int row = 0; row < count; row++)
        {
            code[..(wordsPerCode * 8)].Clear();
            bytes.Slice(row * bytesPerCode, bytesPerCode).CopyTo(code);
            for (int word = 0; word < wordsPerCode; word++)
                words[row * wordsPerCode + word] = BinaryPrimitives.ReadUInt64LittleEndian(code[(word * 8)..]);
        }
        return new HashCodes(words, count, bits);
    }

    /// <summary>Whether a bit is set.</summary>
    public bool Bit(int row, int bit)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)bit, (uint)Bits, nameof(bit));
        return (this[row][bit / 64] >> (bit % 64) & 1) != 0;
    }

    /// <summary>Writes the byte layout of files.</summary>
    /// <param name="destination">Receives n x <see cref="BytesPerCode"/> bytes, row-major.</param>
    public void CopyBytes(Span<byte> destination)
    {
        int bytesPerCode = BytesPerCode;
        if (destination.Length < (long)Count * bytesPerCode)
            throw new ArgumentException($"{destination.Length} bytes cannot hold {Count} codes of {bytesPerCode} bytes.", nameof(destination));
        Span<byte> word = stackalloc byte[8];
        for (int row = 0; row < Count; row++)
        {
            Span<byte> target = destination.Slice(row * bytesPerCode, bytesPerCode);
            for (int i = 0; i < WordsPerCode; i++)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(word, words[row * WordsPerCode + i]);
                word[..Math.Min(8, target.Length - i * 8)].CopyTo(target[(i * 8)..]);
            }
        }
    }

    /// <summary>A copy of the given rows, in the given order.</summary>
    public HashCodes Select(ReadOnlySpan<int> rows)
    {
        ulong[] selected = new ulong[checked(rows.Length * WordsPerCode)];
        for (int i = 0; i < rows.Length; i++)
            this[rows[i]].CopyTo(selected.AsSpan(i * WordsPerCode));
        return new HashCodes(selected, rows.Length, Bits);
    }

    /// <summary>Whether both hold the same codes in the same order.</summary>
    public bool Equals(HashCodes? other) => other is not null && other.Bits == Bits && other.Count == Count && other.Words.SequenceEqual(words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as HashCodes);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        HashCode hash = new();
        hash.Add(Count);
        hash.Add(Bits);
        foreach (ulong word in words.AsSpan(0, Math.Min(words.Length, 64)))
            hash.Add(word);
        return hash.ToHashCode();
    }

    /// <summary>"count codes of bits bits", for messages.</summary>
    public override string ToString() => $"{Count} codes of {Bits} bits";

    private static void CheckBits(int bits)
    {
        if (bits is < 1 or > MaximumBits)
            throw new InputException($"Codes of {bits} bits are not supported; choose 1 to {MaximumBits} bits.");
    }

    private static InputException PaddingSet(int row, int bits) => new(
        $"The code at row {row} has bits set beyond bit {bits - 1}; give the number of bits the codes were packed with, or pack them in little-endian bit order.");
}
