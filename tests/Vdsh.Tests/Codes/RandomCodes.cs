// Random codes for tests; few distinct ones where ties and duplicates must be frequent.
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Tests.Codes;

internal static class RandomCodes
{
    public static HashCodes Create(int count, int bits, ulong seed, int distinct = int.MaxValue)
    {
        SeededRandom random = new(seed, 99);
        int words = HashCodes.WordsFor(bits);
        ulong[] pool = new ulong[Math.Max(1, Math.Min(count, distinct)) * words];
        for (int i = 0; i < pool.Length; i++)
        {
            pool[i] = random.NextUInt64();
            if (i % words == words - 1 && bits % 64 != 0)
                pool[i] &= (1UL << (bits % 64)) - 1;
        }
        ulong[] codes = new ulong[count * words];
        for (int row = 0; row < count; row++)
        {
            int source = count <= distinct ? row : random.NextInt32(distinct);
            pool.AsSpan(source * words, words).CopyTo(codes.AsSpan(row * words));
        }
        return new HashCodes(codes, count, bits);
    }
}
