// The readers meet some mutated inputs in every test run; ./build.sh fuzz gives them many more.
using NUnit.Framework;
using Vdsh.Data;
using Vdsh.Fuzz;

namespace Vdsh.Tests.Fuzz;

public sealed class ReaderFuzzTests
{
    private const ulong Seed = 1;
    private const int Inputs = 200;

    // Bombs take long.
    private static readonly string[] Readers =
    [
        "npy", "npz", "idx", "csv", "pipe", "dataset", "pack", "index", "faiss", "safetensors", "model", "checkpoint",
        "results", "ptx", "key", "arguments", "service",
    ];

    [TestCaseSource(nameof(Readers))]
    public void A_reader_takes_or_refuses_what_it_is_given(string name)
    {
        FuzzReader reader = ReaderCatalog.Find(name);
        IReadOnlyList<byte[]> corpus = Corpus.Of(reader);
        using var judge = new Judge();
        foreach (byte[] input in corpus)
            Assert.That(judge.Try(reader, input).Fault, Is.Null);
        int inputs = (int)Math.Max(2, Inputs * reader.Weight);
        for (int number = 0; number < inputs; number++)
        {
            FaultException? fault = judge.Try(reader, InputMaker.Make(reader, corpus, Seed, number)).Fault;
            Assert.That(fault, Is.Null, $"./build.sh fuzz {name} --seed {Seed} --from {number} --inputs 1");
        }
    }

    [TestCaseSource(nameof(Readers))]
    public void A_good_input_of_a_reader_is_accepted(string name)
    {
        FuzzReader reader = ReaderCatalog.Find(name);
        using var judge = new Judge();
        // Some of those that inputs start from are good for one way of reading only, or refused by all.
        Assert.That(
            reader.Seeds.Take(4).Any(parts => judge.Try(reader, reader.Join([.. parts], new SeededRandom(5))).IsAccepted));
    }
}
