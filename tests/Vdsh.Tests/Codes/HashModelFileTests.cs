// A model file may be cut short, edited or made by someone else: loading it gives a sound model or one clear line, never anything else.
using System.Text;
using CommunityToolkit.HighPerformance;
using NUnit.Framework;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Tests.Codes;

[TestFixture]
public sealed class HashModelFileTests
{
    private string folder = "";
    private int seed;
    private Random random = new();

    [SetUp]
    public void CreateFolder()
    {
        folder = Directory.CreateTempSubdirectory("vdsh-model-").FullName;
        seed = Random.Shared.Next();
        random = new Random(seed);
    }

    [TearDown]
    public void DeleteFolder() => Directory.Delete(folder, recursive: true);

    [TestCaseSource(typeof(RandomModels), nameof(RandomModels.Shapes))]
    public void What_is_saved_is_loaded(params int[] widths)
    {
        int words = HashCodes.WordsFor(widths[^1]);
        ulong[] bits = [.. Enumerable.Range(0, 3 * words).Select(i => i % words == words - 1 ? (ulong)random.Next(2) : (ulong)random.NextInt64())];
        HashModel model = RandomModels.Create(widths, random, new HashCodes(bits, 3, widths[^1]), [new("data", "digits"), new("empty", ""), new("\u00fc \"\n", "\u20ac")]);
        HashModel loaded = HashModel.Load(Save(model));
        Assert.Multiple(() =>
        {
            Assert.That(loaded.Widths.ToArray(), Is.EqualTo(model.Widths.ToArray()), $"seed {seed}");
            Assert.That(loaded.Mean.ToArray(), Is.EqualTo(model.Mean.ToArray()));
            Assert.That((loaded.Scale, loaded.Objective), Is.EqualTo((model.Scale, model.Objective)));
            Assert.That(loaded.Codewords, Is.EqualTo(model.Codewords));
            Assert.That(loaded.Metadata, Is.EqualTo(model.Metadata));
            Assert.That(loaded.TrainingItems, Is.Null, "a file of an earlier version has none");
            for (int layer = 0; layer < model.Layers; layer++)
                Assert.That(loaded.Weights(layer).ToArray().AsSpan().SequenceEqual(model.Weights(layer).ToArray().AsSpan()), Is.True, $"layer {layer}");
        });
    }

    [Test]
    public void The_same_model_gives_the_same_bytes_also_after_loading()
    {
        HashModel model = RandomModels.Create([9, 12, 20], random, metadata: [new("b", "1"), new("a", "2")]);
        byte[] first = File.ReadAllBytes(Save(model));
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllBytes(Save(model)), Is.EqualTo(first));
            Assert.That(File.ReadAllBytes(Save(HashModel.Load(Save(model)))), Is.EqualTo(first));
            Assert.That(File.ReadAllBytes(Save(RandomModels.Create([9, 12, 20], new Random(seed)).WithMetadata([new("a", "2"), new("b", "1")]))), Is.EqualTo(first));
        });
    }

    [Test]
    public void Tensors_have_the_documented_names_and_shapes()
    {
        HashModel model = RandomModels.Create([4, 6, 10], random, new HashCodes([1, 2, 3], 3, 10));
        using var reader = SafetensorsReader.Open(Save(model));
        Assert.Multiple(() =>
        {
            Assert.That(reader.Tensors.Select(pair => $"{pair.Key} {pair.Value}"), Is.EquivalentTo(new[]
            {
                "layers.0.weight F32 [4, 6]", "layers.0.bias F32 [6]", "layers.1.weight F32 [6, 10]", "layers.1.bias F32 [10]", "mean F32 [4]", "scale F32 [1]", "codewords U8 [3, 2]",
            }));
            Assert.That(reader.Metadata, Is.EquivalentTo(new Dictionary<string, string> { ["format"] = "vdsh", ["formatVersion"] = "1", ["bits"] = "10", ["objective"] = "codeword" }));
            Assert.That(reader.Read<float>("layers.1.weight")[13], Is.EqualTo(model.Weights(1)[1, 3]));
            Assert.That(reader.Read<float>("layers.1.bias")[3], Is.EqualTo(model.Weights(1)[6, 3]));
        });
    }

    [Test]
    public void Hashes_of_training_items_are_kept_and_can_be_left_out()
    {
        ulong[] hashes = [.. Enumerable.Range(0, 300)
            .Select(_ => (ulong)random.NextInt64(long.MinValue, long.MaxValue)), 0, ulong.MaxValue];
        HashModel plain = RandomModels.Create([4, 10], random),
            model = plain.WithTrainingItems(ItemHashes.OfHashes(hashes)).WithMetadata("data", "digits");
        HashModel loaded = HashModel.Load(Save(model));
        Assert.That(loaded.TrainingItems!.Values.ToArray(), Is.EqualTo(hashes.Order().Distinct()), $"seed {seed}");
        Assert.That(File.ReadAllBytes(Save(loaded)), Is.EqualTo(File.ReadAllBytes(Save(model))));
        Assert.That(HashModel.Load(Save(model.WithTrainingItems(null))).TrainingItems, Is.Null);
        HashModel none = HashModel.Load(Save(plain.WithTrainingItems(ItemHashes.OfHashes([]))));
        Assert.That(none.TrainingItems!.Count, Is.Zero, "no items is another thing than unknown items");
    }

    [Test]
    public void A_damaged_file_gives_a_sound_model_or_one_line()
    {
        HashModel model = RandomModels.Create([3, 4, 9], random, new HashCodes([1, 2], 2, 9), [new("data", "digits")])
            .WithTrainingItems(ItemHashes.OfHashes([5, 7, 11]));
        const int Rounds = 1200;
        byte[] whole = File.ReadAllBytes(Save(model));
        string path = Path.Combine(folder, "damaged");
        HashModel.Load(Save(model));
        int refused = 0;
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        for (int round = 0; round < Rounds; round++)
        {
            byte[] damaged = Damage(whole, round);
            File.WriteAllBytes(path, damaged);
            try
            {
                HashModel loaded = HashModel.Load(path);
                loaded.Encode(new float[loaded.InputColumns], new ulong[loaded.WordsPerCode]);
            }
            catch (InputException exception)
            {
                refused++;
                Assert.That(exception.Message, Does.Contain(path).And.Not.Contain("\n").And.Not.Contain("\r"));
            }
            catch (Exception exception) when (exception is not AssertionException)
            {
                Assert.Fail($"round {round}, seed {seed}: {exception}");
            }
        }
        Assert.That(refused, Is.InRange(Rounds / 2, Rounds - 1), $"seed {seed}");
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - allocatedBefore, Is.LessThan(Rounds * 200_000L), "a few kilobytes of file must not cost megabytes");
    }

    [Test]
    public void Every_truncation_is_refused()
    {
        byte[] whole = File.ReadAllBytes(Save(RandomModels.Create([2, 3], random)));
        string path = Path.Combine(folder, "cut");
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.That(() => HashModel.Load(path), Throws.TypeOf<InputException>().With.Message.Contains(path), $"{length} bytes");
        }
    }

    [TestCase("format", null, "not a vdsh model")]
    [TestCase("format", "pt", "not a vdsh model")]
    [TestCase("formatVersion", "2", "format version '2'")]
    [TestCase("formatVersion", null, "lacks 'formatVersion'")]
    [TestCase("bits", null, "lacks 'bits'")]
    [TestCase("bits", "4", "expected 4 outputs")]
    [TestCase("bits", "-1", "bits = '-1'")]
    [TestCase("bits", "4097", "bits = '4097'")]
    [TestCase("bits", "1e1", "bits = '1e1'")]
    [TestCase("objective", null, "lacks 'objective'")]
    [TestCase("objective", "", "no objective")]
    public void Wrong_metadata_is_named(string key, string? value, string expected)
    {
        Assert.That(() => HashModel.Load(Handmade(metadata: (key, value))), Throws.TypeOf<InputException>().With.Message.Contains(expected));
    }

    [Test]
    public void Wrong_tensors_are_named()
    {
        Assert.Multiple(() =>
        {
            Assert.That(() => HashModel.Load(Handmade()), Throws.Nothing);
            Refused<float>("mean", null, "no tensor 'mean'");
            Refused("mean", new float[3], "'layers.0.weight' is F32 [2, 3], expected F32 [3, outputs]");
            Refused("mean", Array.Empty<float>(), "'mean' is F32 [0]");
            Refused<float>("mean", [0f, float.NaN], "'mean' is NaN at feature 1");
            Refused("mean", new double[2], "expected F32");
            Refused<float>("scale", null, "no tensor 'scale'");
            Refused("scale", [0f], "'scale' is 0");
            Refused("scale", [float.PositiveInfinity], "'scale' is Infinity");
            Refused("scale", new float[2], "expected F32 [1]");
            Refused<float>("layers.0.weight", null, "no tensor 'layers.0.weight'");
            Refused("layers.0.weight", new float[6], "'layers.0.weight' is F32 [6]");
            Refused("layers.0.weight", new long[6], "expected F32", 2, 3);
            Refused("layers.0.weight", new float[0], "'layers.0.weight' is F32 [2, 0]", 2, 0);
            Refused<float>("layers.0.weight", [0, 0, 0, 0, float.NaN, 0], "row 1, column 1 of layer 0 is NaN", 2, 3);
            Refused<float>("layers.0.bias", null, "no tensor 'layers.0.bias'");
            Refused("layers.0.bias", new float[2], "'layers.0.bias' is F32 [2], expected F32 [3]");
            Refused<float>("layers.0.bias", [0, float.NegativeInfinity, 0], "bias 1 of layer 0");
            Refused("layers.2.weight", new float[1], "unexpected tensor 'layers.2.weight'");
            Refused("codewords", new byte[2], "'codewords' is U8 [2], expected U8 [classes, 1]");
            Refused<long>("trainingItems", [1, 1], "'trainingItems' is not ascending");
            Refused<long>("trainingItems", [-1, 1], "'trainingItems' is not ascending");
            Refused<long>("trainingItems", [1, -1, 3], "'trainingItems' is not ascending");
            Refused<long>("trainingItems", [1, 2], "expected I64, one number for each item", 1, 2);
            Refused<float>("trainingItems", [1, 2], "expected I64");
            Refused<byte>("codewords", [1, 8], "'codewords': The code at row 1", 2, 1);
        });

        void Refused<T>(string name, T[]? values, string expected, params long[] shape) where T : unmanaged
            => Assert.That(() => HashModel.Load(Handmade(writer => Replace(writer, name, values, shape), name)), Throws.TypeOf<InputException>().With.Message.Contains(expected), name);
    }

    [Test]
    public void Files_of_another_kind_are_named()
    {
        string npy = Path.Combine(folder, "x.npy"), noise = Path.Combine(folder, "noise"), text = Path.Combine(folder, "text");
        File.WriteAllBytes(npy, [0x93, .. "NUMPY"u8, 1, 0, 118, 0, .. Encoding.ASCII.GetBytes(new string(' ', 200))]);
        byte[] bytes = new byte[4096];
        random.NextBytes(bytes);
        File.WriteAllBytes(noise, bytes);
        File.WriteAllText(text, "label,feature\n1,2\n");
        Assert.Multiple(() =>
        {
            Assert.That(() => HashModel.Load(npy), Throws.TypeOf<InputException>().With.Message.Contains("NumPy"));
            Assert.That(() => HashModel.Load(noise), Throws.TypeOf<InputException>(), $"seed {seed}");
            Assert.That(() => HashModel.Load(text), Throws.TypeOf<InputException>().With.Message.Contains("not a safetensors file"));
            Assert.That(() => HashModel.Load(folder), Throws.TypeOf<InputException>().With.Message.Contains("directory"));
            Assert.That(() => HashModel.Load(Path.Combine(folder, "absent")), Throws.TypeOf<InputException>().With.Message.Contains("does not exist"));
        });
    }

    [Test]
    public void Saving_where_nothing_can_be_written_is_refused()
    {
        HashModel model = RandomModels.Create([2, 3], random);
        Assert.That(() => model.Save(folder), Throws.TypeOf<InputException>());
        Assert.That(() => model.Save(Path.Combine(folder, "no", "model")), Throws.TypeOf<InputException>());
        Assert.That(Directory.GetFileSystemEntries(folder), Is.Empty);
    }

    private static void Replace<T>(SafetensorsWriter writer, string name, T[]? values, long[] shape) where T : unmanaged
    {
        if (values is not null)
            writer.Add(name, values, shape);
    }

    private byte[] Damage(byte[] whole, int round)
    {
        byte[] damaged = (byte[])whole.Clone();
        int header = 8 + (int)BitConverter.ToInt64(whole);
        switch (round % 6)
        {
            case 0:
                return whole[..random.Next(whole.Length)];
            case 1:
                return [.. whole, .. new byte[random.Next(1, 20)]];
            case 2:
                int cut = random.Next(whole.Length);
                return [.. whole[..cut], .. whole[Math.Min(whole.Length, cut + random.Next(1, 9))..]];
            case 3:
                damaged[random.Next(8, header)] = (byte)"0123456789{}[],:\" e-"[random.Next(20)];
                return damaged;
            case 4:
                damaged[random.Next(header)] ^= (byte)(1 << random.Next(8));
                return damaged;
            default:
                for (int i = 0; i < random.Next(1, 4); i++)
                    damaged[random.Next(header, whole.Length)] = (byte)random.Next(256);
                return damaged;
        }
    }

    /// <summary>A sound model of 2 features and 3 bits with one thing changed.</summary>
    private string Handmade(Action<SafetensorsWriter>? replace = null, string? replaced = null, (string Key, string? Value)? metadata = null)
    {
        var writer = new SafetensorsWriter();
        foreach ((string key, string value) in (ReadOnlySpan<(string, string)>)[("format", "vdsh"), ("formatVersion", "1"), ("bits", "3"), ("objective", "codeword")])
        {
            string? actual = metadata?.Key == key ? metadata.Value.Value : value;
            if (actual is not null)
                writer.AddMetadata(key, actual);
        }
        foreach ((string name, float[] values, long[] shape) in (ReadOnlySpan<(string, float[], long[])>)
            [("mean", [0, 0], [2]), ("scale", [1], [1]), ("layers.0.weight", [1, 2, 3, 4, 5, 6], [2, 3]), ("layers.0.bias", [1, 2, 3], [3])])
        {
            if (name != replaced)
                writer.Add(name, values, shape);
        }
        replace?.Invoke(writer);
        string path = Path.Combine(folder, Path.GetRandomFileName());
        writer.Save(path);
        return path;
    }

    private string Save(HashModel model)
    {
        string path = Path.Combine(folder, Path.GetRandomFileName());
        model.Save(path);
        return path;
    }
}
