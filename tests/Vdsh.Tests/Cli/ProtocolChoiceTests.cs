// What a model says of its training reaches the terminal, and a model may come from anybody.
using NUnit.Framework;
using Vdsh.Cli.Measuring;
using Vdsh.Codes;
using Vdsh.Fuzz;
using Vdsh.Tests.Codes;

namespace Vdsh.Tests.Cli;

public sealed class ProtocolChoiceTests
{
    [Test]
    public void A_note_shows_no_characters_of_a_model_that_steer_a_terminal()
    {
        HashModel model = RandomModels.Create([3, 8], new Random(1)).WithMetadata("data", "digits\u001b[2J\nall is well");
        string note = ProtocolChoice.For(model, "digits", asked: null, seed: null, defaultSeed: 1).Notes.Single();
        Assert.That(MessageCheck.FaultOf(note, "digits"), Is.Null);
    }
}
