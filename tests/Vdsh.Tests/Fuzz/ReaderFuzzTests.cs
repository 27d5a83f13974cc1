// The readers meet some mutated inputs in every test run; ./build.sh fuzz gives them many more.
using NUnit.Framework;
using Vdsh.Fuzz;

namespace Vdsh.Tests.Fuzz;

public sealed class ReaderFuzzTests
{
    private const ulong Seed = 1;
    private const int Inputs = 300;

    private static IEnumerable<string> Readers => ReaderCatalog.All.Select(reader => reader.Name);

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
    public void The_good_inputs_of_a_reader_are_accepted(string name)
    {
        FuzzReader reader = ReaderCatalog.Find(name);
        using var judge = new Judge();
        int accepted = reader.Seeds.Count(parts => judge.Try(reader, reader.Join([.. parts], new Vdsh.Data.SeededRandom(5))).IsAccepted);
        // Some start from what is refused, such as words for no option.
        Assert.That(accepted, Is.GreaterThan(0));
    }
}
