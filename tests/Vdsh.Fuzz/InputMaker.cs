// Input n of a seed is made from nothing but both numbers, so that a failure can be made again without those before it.
using Vdsh.Data;
using Vdsh.Fuzz.Mutations;

namespace Vdsh.Fuzz;

/// <summary>Makes inputs.</summary>
internal static class InputMaker
{
    /// <summary>Longest input, in bytes.</summary>
    public const int Longest = 1 << 20;

    private const int MostMutations = 6;

    /// <summary>Makes input <paramref name="number"/> of a reader.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="corpus">Inputs that once failed, to start from as well.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="number">The number of the input, from 0.</param>
    public static byte[] Make(FuzzReader reader, IReadOnlyList<byte[]> corpus, ulong seed, long number)
    {
        var random = new SeededRandom(seed, StreamOf(reader.Name) + (ulong)number);
        byte[] input;
        if (corpus.Count > 0 && random.NextInt32(16) == 0)
        {
            input = Repeat(corpus[random.NextInt32(corpus.Count)], random, BytesMutator.Mutate);
        }
        else
        {
            Part[] parts = [.. reader.Seeds[random.NextInt32(reader.Seeds.Count)]];
            // Some stay good: a reader that refuses everything would pass otherwise.
            if (random.NextInt32(32) > 0)
                MutateParts(parts, reader, random);
            input = reader.Join(parts, random);
            if (random.NextInt32(6) == 0)
                input = Repeat(input, random, BytesMutator.Mutate);
            if (random.NextInt32(64) == 0)
                input = Splice(input, reader.Join(reader.Seeds[random.NextInt32(reader.Seeds.Count)], random), random);
        }
        input = reader.Wrap(input, random);
        return input.Length <= Longest ? input : input[..Longest];
    }

    private static void MutateParts(Part[] parts, FuzzReader reader, SeededRandom random)
    {
        int mutations = 1 + random.NextInt32(1 + random.NextInt32(MostMutations));
        for (int i = 0; i < mutations; i++)
        {
            int which = random.NextInt32(parts.Length);
            Part part = parts[which];
            if (random.NextInt32(24) == 0)
            {
                // A piece of another good input in the same place.
                Part[] other = reader.Seeds[random.NextInt32(reader.Seeds.Count)];
                parts[which] = other[Math.Min(which, other.Length - 1)];
                continue;
            }
            byte[] bytes = part.Kind switch
            {
                PartKind.Text when random.NextInt32(8) > 0 => TextMutator.Mutate(part.Bytes, reader.Words, random),
                PartKind.Numbers when random.NextInt32(8) > 0 => NumberMutator.Mutate(part.Bytes, part.Fields, random),
                _ => BytesMutator.Mutate(part.Bytes, random),
            };
            parts[which] = part.With(bytes.Length <= Longest ? bytes : bytes[..Longest]);
        }
    }

    private static byte[] Repeat(byte[] input, SeededRandom random, Func<byte[], SeededRandom, byte[]> mutate)
    {
        for (int left = 1 + random.NextInt32(3); left > 0; left--)
            input = mutate(input, random);
        return input;
    }

    private static byte[] Splice(byte[] first, byte[] second, SeededRandom random)
        => [.. first[..random.NextInt32(first.Length + 1)], .. second[random.NextInt32(second.Length + 1)..]];

    // Far apart, so that no two readers share inputs' random numbers.
    private static ulong StreamOf(string name)
    {
        ulong stream = 0xCBF29CE484222325;
        foreach (char letter in name)
            stream = (stream ^ letter) * 0x100000001B3;
        return stream << 24;
    }
}
