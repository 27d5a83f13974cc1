// Appendable codes that readers see as a whole: a reader takes one snapshot and never meets a half-written code.
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Search;

/// <summary>A growing list of codes. Reading is safe while one thread appends.</summary>
internal sealed class CodeStore(int bits)
{
    private volatile Snapshot current = new([], 0, HashCodes.WordsFor(bits));

    public Snapshot Current => current;

    public void Append(HashCodes codes)
    {
        RequireBits(codes, bits, "codes to add");
        Snapshot old = current;
        int words = HashCodes.WordsFor(bits);
        int count = checked(old.Count + codes.Count);
        ulong[] array = old.Array;
        if (array.LongLength < (long)count * words)
        {
            long capacity = Math.Min(Array.MaxLength, Math.Max((long)count * words, 2L * array.Length));
            array = new ulong[Math.Max(capacity, checked(count * words))];
            old.Words.CopyTo(array);
        }
        // Readers of the old snapshot never look beyond its count, so the spare room can be written in place.
        codes.Words.CopyTo(array.AsSpan(old.Count * words));
        current = new Snapshot(array, count, words);
    }

    public static void RequireBits(HashCodes codes, int bits, string what)
    {
        if (codes.Bits != bits)
            throw new InputException($"The {what} have {codes.Bits} bits but the index holds codes of {bits}; encode both with one model.");
    }

    internal sealed record Snapshot(ulong[] Array, int Count, int WordsPerCode)
    {
        public ReadOnlySpan<ulong> Words => Array.AsSpan(0, Count * WordsPerCode);

        public ReadOnlySpan<ulong> Code(int row) => Array.AsSpan(row * WordsPerCode, WordsPerCode);
    }
}
