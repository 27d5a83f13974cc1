// What discs, networks and careless programs do to files: flipped bits, lost ends, doubled pieces, runs of one byte.
using System.Buffers.Binary;
using Vdsh.Data;

namespace Vdsh.Fuzz.Mutations;

/// <summary>Changes bytes whatever they mean.</summary>
internal static class BytesMutator
{
    private const int LongestRun = 1 << 16;

    public static byte[] Mutate(byte[] bytes, SeededRandom random)
    {
        if (bytes.Length == 0)
            return Run(random);
        int at = random.NextInt32(bytes.Length), length = 1 + random.NextInt32(Math.Min(64, bytes.Length - at));
        return random.NextInt32(10) switch
        {
            0 or 1 => Changed(bytes, copy => copy[at] ^= (byte)(1 << random.NextInt32(8))),
            2 => Changed(bytes, copy => copy[at] = (byte)random.NextInt32(256)),
            3 => NumberMutator.Mutate(bytes, [], random),
            4 => Changed(bytes, copy => WriteReal(copy.AsSpan(at), random)),
            5 => bytes[..at],
            6 => [.. bytes[..at], .. bytes[(at + length)..]],
            7 => [.. bytes[..(at + length)], .. bytes[at..]],
            8 => [.. bytes[..at], .. Run(random), .. bytes[at..]],
            _ => Changed(bytes, copy => copy.AsSpan(at, length).Fill((byte)random.NextInt32(256))),
        };
    }

    private static byte[] Changed(byte[] bytes, Action<byte[]> change)
    {
        byte[] copy = [.. bytes];
        change(copy);
        return copy;
    }

    // Mostly short: long runs cost time and say little.
    private static byte[] Run(SeededRandom random)
    {
        byte[] run = new byte[1 + random.NextInt32(random.NextInt32(64) == 0 ? LongestRun : 32)];
        Array.Fill(run, (byte)random.NextInt32(256));
        return run;
    }

    private static void WriteReal(Span<byte> target, SeededRandom random)
    {
        double value = Limits.Real(random);
        Span<byte> number = stackalloc byte[sizeof(double)];
        int size = random.NextInt32(3);
        if (size == 0)
            BinaryPrimitives.WriteHalfLittleEndian(number, (Half)value);
        else if (size == 1)
            BinaryPrimitives.WriteSingleLittleEndian(number, (float)value);
        else
            BinaryPrimitives.WriteDoubleLittleEndian(number, value);
        number[..Math.Min(2 << size, target.Length)].CopyTo(target);
    }
}
