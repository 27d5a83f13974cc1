// The sequence is a promise: models of one seed must come out the same in every version, so its numbers are pinned here.
using NUnit.Framework;
using Vdsh.Data;

namespace Vdsh.Tests.Data;

public class SeededRandomTests
{
    [Test]
    public void The_sequence_is_that_of_the_published_algorithms()
    {
        // Written from the definition with UInt128 arithmetic in another form than the library's.
        ulong Mix(ref UInt128 state)
        {
            state = (state + 0x9E3779B97F4A7C15UL) & ulong.MaxValue;
            UInt128 z = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9UL & ulong.MaxValue;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL & ulong.MaxValue;
            return (ulong)(z ^ (z >> 31));
        }
        UInt128 stream = 3;
        UInt128 seed = 42 ^ (UInt128)Mix(ref stream);
        ulong[] s = [Mix(ref seed), Mix(ref seed), Mix(ref seed), Mix(ref seed)];
        var random = new SeededRandom(42, 3);
        for (int i = 0; i < 100; i++)
        {
            ulong x = unchecked(s[1] * 5);
            ulong expected = unchecked(((x << 7) | (x >> 57)) * 9);
            ulong t = s[1] << 17;
            s[2] ^= s[0];
            s[3] ^= s[1];
            s[1] ^= s[2];
            s[0] ^= s[3];
            s[2] ^= t;
            s[3] = (s[3] << 45) | (s[3] >> 19);
            Assert.That(random.NextUInt64(), Is.EqualTo(expected), $"draw {i}");
        }
    }

    [Test]
    public void Seeds_and_streams_give_different_sequences()
    {
        HashSet<ulong> firsts = [];
        for (ulong seed = 0; seed < 50; seed++)
            for (ulong stream = 0; stream < 50; stream++)
                Assert.That(firsts.Add(new SeededRandom(seed, stream).NextUInt64()), Is.True, $"seed {seed}, stream {stream}");
        ulong again = new SeededRandom(7, 8).NextUInt64();
        Assert.That(new SeededRandom(7, 8).NextUInt64(), Is.EqualTo(again));
    }

    [Test]
    public void Draws_have_the_moments_of_their_distributions([Values(1UL, 2UL, 3UL)] ulong seed)
    {
        var random = new SeededRandom(seed);
        const int n = 200000;
        double uniform = 0, gaussian = 0, squares = 0;
        int[] counts = new int[7];
        for (int i = 0; i < n; i++)
        {
            double u = random.NextDouble();
            Assert.That(u is >= 0 and < 1, Is.True);
            uniform += u / n;
            double g = random.NextGaussian();
            gaussian += g / n;
            squares += g * g / n;
            counts[random.NextInt32(7)]++;
        }
        Assert.That(uniform, Is.EqualTo(0.5).Within(0.004), $"seed {seed}");
        Assert.That(gaussian, Is.Zero.Within(0.012), $"seed {seed}");
        Assert.That(squares, Is.EqualTo(1).Within(0.02), $"seed {seed}");
        Assert.That(counts, Has.All.EqualTo(n / 7.0).Within(900), $"seed {seed}");
    }

    [Test]
    public void Bounds_are_kept()
    {
        var random = new SeededRandom(1);
        Assert.That(random.NextInt32(1), Is.Zero);
        for (int i = 0; i < 100; i++)
            Assert.That(random.NextInt32(int.MaxValue), Is.InRange(0, int.MaxValue - 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.NextInt32(0));
    }

    [Test]
    public void A_shuffle_is_a_permutation_and_every_order_is_as_likely()
    {
        var random = new SeededRandom(5);
        Dictionary<string, int> orders = [];
        for (int i = 0; i < 24000; i++)
        {
            int[] values = [0, 1, 2, 3];
            random.Shuffle(values);
            string order = string.Concat(values);
            orders[order] = orders.GetValueOrDefault(order) + 1;
        }
        Assert.That(orders, Has.Count.EqualTo(24));
        Assert.That(orders.Keys.Select(order => string.Concat(order.Order())), Has.All.EqualTo("0123"));
        Assert.That(orders.Values, Has.All.EqualTo(1000).Within(180));
    }

    [Test]
    public void A_sequence_belongs_to_the_thread_that_draws_from_it_first()
    {
        var random = new SeededRandom(1);
        random.NextGaussian();
        Exception? error = null;
        var other = new Thread(() => error = Assert.Catch(() => random.NextGaussian()));
        other.Start();
        other.Join();
        Assert.That(error, Is.TypeOf<InvalidOperationException>());
        random.Restart(1, 0);
        ulong drawn = 0;
        other = new Thread(() => drawn = random.NextUInt64());
        other.Start();
        other.Join();
        Assert.That(drawn, Is.EqualTo(new SeededRandom(1).NextUInt64()), "begun anew it belongs to nobody yet");
    }
}
