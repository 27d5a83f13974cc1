using System.Numerics;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Tests.Codes;

public sealed class ClassCodewordsTests
{
    [TestCase(10, 48, 18)]
    [TestCase(10, 16, 6)]
    [TestCase(10, 12, 4)]
    [TestCase(2, 8, 4)]
    [TestCase(100, 64, 16)]
    [TestCase(1000, 48, 4)]
    public void Words_of_different_classes_lie_far_apart(int classes, int bits, int expected)
    {
        HashCodes words = ClassCodewords.Create(classes, bits, 5).Codes;
        Assert.That(words.Count, Is.EqualTo(classes));
        int smallest = int.MaxValue;
        for (int a = 0; a < classes; a++)
        {
            for (int b = 0; b < a; b++)
                smallest = Math.Min(smallest, BitOperations.PopCount(words[a][0] ^ words[b][0]));
        }
        Assert.That(smallest, Is.GreaterThanOrEqualTo(expected));
    }

    [Test]
    public void No_two_bits_repeat_each_other_for_ten_classes([Values(1UL, 2UL, 3UL)] ulong seed)
    {
        HashCodes words = ClassCodewords.Create(10, 48, seed).Codes;
        HashSet<int> seen = [];
        for (int bit = 0; bit < 48; bit++)
        {
            int column = 0;
            for (int label = 0; label < 10; label++)
                column |= (words.Bit(label, bit) != words.Bit(0, bit) ? 1 : 0) << label;
            seen.Add(column);
        }
        Assert.That(seen, Has.Count.EqualTo(48), "distinct columns up to sign");
    }

    [Test]
    public void The_seed_decides_the_words()
    {
        HashCodes first = ClassCodewords.Create(10, 48, 1).Codes;
        Assert.That(ClassCodewords.Create(10, 48, 1).Codes, Is.EqualTo(first));
        Assert.That(first, Is.Not.EqualTo(ClassCodewords.Create(10, 48, 2).Codes));
    }

    [Test]
    public void One_class_and_more_classes_than_words_still_get_words()
    {
        Assert.That(ClassCodewords.Create(1, 16, 1).Codes.Count, Is.EqualTo(1));
        Assert.That(ClassCodewords.Create(20, 3, 1).Codes.Count, Is.EqualTo(20));
        Assert.That(ClassCodewords.Create(9000, 130, 1).Codes.Count, Is.EqualTo(9000));
    }

    [Test]
    public void Targets_are_words_and_majorities_of_words()
    {
        ClassCodewords words = ClassCodewords.Create(5, 20, 4);
        float[] target = new float[20];
        words.CopyTarget(LabelSet.FromClasses([3], 5), 0, target);
        Assert.That(target, Is.EqualTo(Signs(words.Codes, 3)));

        LabelSet many = LabelSet.FromMasks([0b00011, 0b10101, 0], 5);
        words.CopyTarget(many, 0, target);
        float[] tie = Signs(words.TieBreak, 0);
        float[] a = Signs(words.Codes, 0), b = Signs(words.Codes, 1);
        Assert.That(target, Is.EqualTo(Enumerable.Range(0, 20).Select(bit => a[bit] == b[bit] ? a[bit] : tie[bit])));

        words.CopyTarget(many, 1, target);
        float[] c = Signs(words.Codes, 2), d = Signs(words.Codes, 4);
        Assert.That(target, Is.EqualTo(Enumerable.Range(0, 20).Select(bit => MathF.Sign(a[bit] + c[bit] + d[bit]))));

        words.CopyTarget(many, 2, target);
        Assert.That(target, Is.EqualTo(tie));
    }

    private static float[] Signs(HashCodes codes, int row) => [.. Enumerable.Range(0, codes.Bits).Select(bit => codes.Bit(row, bit) ? 1f : -1f)];
}
