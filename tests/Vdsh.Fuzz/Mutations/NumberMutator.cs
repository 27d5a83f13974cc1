// Counts, sizes and offsets are where a file can lie about the memory it needs.
using System.Buffers.Binary;
using Vdsh.Data;

namespace Vdsh.Fuzz.Mutations;

/// <summary>Changes one binary number.</summary>
internal static class NumberMutator
{
    /// <summary>Changes one number.</summary>
    /// <param name="bytes">The numbers; not changed.</param>
    /// <param name="fields">Bytes of each number in turn; empty where they are not known.</param>
    /// <param name="random">Chooses.</param>
    public static byte[] Mutate(byte[] bytes, IReadOnlyList<int> fields, SeededRandom random)
    {
        if (bytes.Length == 0)
            return bytes;
        (int start, int size) = Choose(bytes.Length, fields, random);
        byte[] changed = [.. bytes];
        Write(changed.AsSpan(start, size), random);
        return changed;
    }

    /// <summary>Overwrites a number of 1, 2, 4 or 8 bytes with one at a limit or beside the old one.</summary>
    public static void Write(Span<byte> field, SeededRandom random)
    {
        bool bigEndian = random.NextInt32(4) == 0;
        Span<byte> number = stackalloc byte[sizeof(long)];
        number.Clear();
        field.CopyTo(number);
        long old = BinaryPrimitives.ReadInt64LittleEndian(number);
        long value = random.NextInt32(6) switch
        {
            0 => old + 1,
            1 => old - 1,
            2 => old * 2,
            _ => Limits.Integer(random),
        };
        BinaryPrimitives.WriteInt64LittleEndian(number, value);
        if (bigEndian)
            number[..field.Length].Reverse();
        number[..field.Length].CopyTo(field);
    }

    private static (int Start, int Size) Choose(int length, IReadOnlyList<int> fields, SeededRandom random)
    {
        int start = 0;
        if (fields.Count > 0)
        {
            int field = random.NextInt32(fields.Count);
            for (int i = 0; i < field; i++)
                start += fields[i];
            if (start + fields[field] <= length)
                return (start, fields[field]);
        }
        int size = Math.Min(1 << random.NextInt32(4), length);
        return (random.NextInt32(length - size + 1), size);
    }
}
