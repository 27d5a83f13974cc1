// A fuzzer that cannot fail proves nothing: each kind of fault is shown to it once.
using NUnit.Framework;
using Vdsh.Data;
using Vdsh.Fuzz;

namespace Vdsh.Tests.Fuzz;

public sealed class JudgeTests
{
    [Test]
    public void Input_that_is_read_or_refused_by_name_is_right()
    {
        Assert.That(Try(_ => { }), Has.Property("IsAccepted").True.And.Property("Fault").Null);
        Assert.That(Try(path => throw new InputException($"{path} is damaged; copy it again.")), Has.Property("IsAccepted").False.And.Property("Fault").Null);
    }

    [Test]
    public void Another_exception_is_a_fault()
        => Assert.That(FaultOf(_ => throw new IndexOutOfRangeException("beyond")), Does.Contain("IndexOutOfRangeException").And.Contain("beyond"));

    [Test]
    public void A_refusal_that_does_not_name_the_file_is_a_fault()
        => Assert.That(FaultOf(_ => throw new InputException("damaged")), Does.Contain("does not name"));

    [Test]
    public void A_refusal_of_many_words_is_a_fault()
        => Assert.That(FaultOf(path => throw new InputException(path + new string('x', 5000))), Does.Contain("characters"));

    [TestCase("two\nlines", "U+000A")]
    [TestCase("\u001b[2J", "U+001B")]
    [TestCase("\u009b2J", "U+009B")]
    [TestCase("two\u2028lines", "U+2028")]
    public void Characters_that_steer_a_terminal_do_not_belong_into_a_message(string message, string found)
        => Assert.That(MessageCheck.FaultOf(message, ""), Does.Contain(found));

    [Test]
    public void Too_much_memory_is_a_fault()
        => Assert.That(FaultOf(_ => GC.KeepAlive(GC.AllocateUninitializedArray<byte>(300_000_000))), Does.StartWith("memory"));

    [Test]
    public void Too_much_time_is_a_fault()
    {
        Assert.That(FaultOf(_ =>
        {
            TimeSpan start = Environment.CpuUsage.TotalTime;
            while (Environment.CpuUsage.TotalTime - start < 1.5 * Judge.Longest)
                Thread.SpinWait(1000);
        }), Does.StartWith("time"));
    }

    [Test]
    public void A_run_counts_keeps_and_names_what_failed()
    {
        string folder = Directory.CreateTempSubdirectory("vdsh-test-").FullName;
        try
        {
            var reader = new Fake(path =>
            {
                if (File.ReadAllBytes(path).Length % 2 == 1)
                    throw new FormatException("odd");
            });
            using var output = new StringWriter();
            using (var run = new FuzzRun(new FuzzOptions { Readers = [reader], Inputs = 200 }, folder, output))
            {
                Assert.That(run.Execute(), Is.False);
                Tally tally = run.Tallies.Single();
                Assert.That(tally.Inputs, Is.EqualTo(200));
                Assert.That(tally.Failures, Is.GreaterThan(0).And.EqualTo(200 - tally.Accepted));
            }
            string kept = Directory.EnumerateFiles(folder, "fake-1-*.bin").Order(StringComparer.Ordinal).First();
            Assert.That(File.ReadAllText(Path.ChangeExtension(kept, ".txt")), Does.Contain("odd"));
            Assert.That(output.ToString(), Does.Contain(kept).And.Contain("FormatException"));
            long number = long.Parse(Path.GetFileNameWithoutExtension(kept).Split('-')[2]);
            Assert.That(InputMaker.Make(reader, [], 1, number), Is.EqualTo(File.ReadAllBytes(kept)));
            Assert.That(RunMark.Left(folder), Is.Null);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void The_input_of_a_process_that_died_is_known()
    {
        string folder = Directory.CreateTempSubdirectory("vdsh-test-").FullName;
        try
        {
            RunMark.Create(folder).Set("npy", 7, 123);
            Assert.That(RunMark.Left(folder), Is.EqualTo(("npy", 7UL, 123L)));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Verdict Try(Action<string> use)
    {
        using var judge = new Judge();
        return judge.Try(new Fake(use), [1, 2, 3]);
    }

    private static string FaultOf(Action<string> use) => Try(use).Fault?.Message ?? "none";

    private sealed class Fake(Action<string> use) : FuzzReader("fake", "input")
    {
        public override void Use(Trial trial) => trial.Read("fake", () => use(trial.Path));

        protected override IEnumerable<Part[]> CreateSeeds() => [[Part.Text("a word, 1 number")]];
    }
}
