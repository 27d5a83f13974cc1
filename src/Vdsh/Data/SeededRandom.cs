// Every random draw (splits, initial weights, dropout) comes from here, because System.Random may change its sequence between .NET versions.
using System.Numerics;

namespace Vdsh.Data;

/// <summary>
/// A seeded generator whose sequence is fixed for all time and platforms: xoshiro256** (Blackman and Vigna, "Scrambled linear
/// pseudorandom number generators", 2021) seeded through SplitMix64. Different streams of one seed are independent.
/// <para>Thread safety: a sequence belongs to the thread that draws from it first; draws of another throw
/// <see cref="InvalidOperationException"/>, because nobody could say which number comes next.</para>
/// </summary>
public sealed class SeededRandom
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;
    private double spareGaussian = double.NaN;
    private int owner;

    /// <summary>Creates the generator.</summary>
    /// <param name="seed">The seed; any value.</param>
    /// <param name="stream">Which of the independent sequences of the seed; one per purpose.</param>
    public SeededRandom(ulong seed, ulong stream = 0) => Restart(seed, stream);

    /// <summary>Starts a sequence from its beginning, as a new generator would.</summary>
    /// <param name="seed">The seed; any value.</param>
    /// <param name="stream">Which of the independent sequences of the seed.</param>
    public void Restart(ulong seed, ulong stream)
    {
        // The stream is hashed before it meets the seed, so that (seed, stream) and (seed + 1, stream - 1) have nothing in common.
        ulong streamState = stream;
        ulong state = seed ^ SplitMix64(ref streamState);
        s0 = SplitMix64(ref state);
        s1 = SplitMix64(ref state);
        s2 = SplitMix64(ref state);
        s3 = SplitMix64(ref state);
        spareGaussian = double.NaN;
        owner = 0;
    }

    /// <summary>The next 64 uniform bits.</summary>
    public ulong NextUInt64()
    {
        RequireOwner();
        ulong result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        ulong shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>Fills a span with what so many calls of <see cref="NextUInt64"/> would give.</summary>
    public void Fill(Span<ulong> values)
    {
        for (int i = 0; i < values.Length; i++)
            values[i] = NextUInt64();
    }

    /// <summary>A uniform number in [0, 1), a multiple of 2^-53.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A standard normal number (polar method of Marsaglia and Bray, 1964).</summary>
    public double NextGaussian()
    {
        RequireOwner();
        if (!double.IsNaN(spareGaussian))
        {
            double spare = spareGaussian;
            spareGaussian = double.NaN;
            return spare;
        }
        double x, y, squared;
        do
        {
            x = 2 * NextDouble() - 1;
            y = 2 * NextDouble() - 1;
            squared = x * x + y * y;
        }
        while (squared >= 1 || squared == 0);
        double factor = Math.Sqrt(-2 * Math.Log(squared) / squared);
        spareGaussian = y * factor;
        return x * factor;
    }

    /// <summary>A uniform integer in 0..<paramref name="exclusiveUpperBound"/>-1, without bias (Lemire, 2019).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bound is not positive.</exception>
    public int NextInt32(int exclusiveUpperBound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveUpperBound);
        uint bound = (uint)exclusiveUpperBound;
        ulong product = (NextUInt64() >> 32) * bound;
        if ((uint)product < bound)
        {
            uint rejected = (0u - bound) % bound;
            while ((uint)product < rejected)
                product = (NextUInt64() >> 32) * bound;
        }
        return (int)(product >> 32);
    }

    /// <summary>Puts the values into a uniformly random order (Fisher-Yates).</summary>
    public void Shuffle(Span<int> values)
    {
        for (int last = values.Length - 1; last > 0; last--)
        {
            int other = NextInt32(last + 1);
            (values[last], values[other]) = (values[other], values[last]);
        }
    }

    private void RequireOwner()
    {
        int caller = Environment.CurrentManagedThreadId;
        if (owner != caller && Interlocked.CompareExchange(ref owner, caller, 0) != 0)
        {
            throw new InvalidOperationException(
                "Another thread draws from this sequence; give every thread one of its own, or Restart it.");
        }
    }

    private static ulong SplitMix64(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
