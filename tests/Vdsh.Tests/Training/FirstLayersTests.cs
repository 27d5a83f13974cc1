// How many layers a training starts with when nobody says so depends on the objective; what somebody says holds.
using NUnit.Framework;
using Vdsh.Training;
using Vdsh.Training.Objectives;

namespace Vdsh.Tests.Training;

public sealed class FirstLayersTests
{
    private static readonly IEnumerable<string> Objectives = ObjectiveCatalog.Names;

    [Test]
    public void Only_codeword_starts_with_two_layers([ValueSource(nameof(Objectives))] string objective)
        => Assert.That(new TrainingOptions { Objective = objective, HiddenLayers = 16 }.EffectiveFirstLayers, Is.EqualTo(objective == "codeword" ? 2 : 4));

    [TestCase(0, null, 0)]
    [TestCase(1, null, 1)]
    [TestCase(3, null, 2)]
    [TestCase(64, 1, 1)]
    [TestCase(64, 8, 8)]
    [TestCase(3, 8, 3)]
    public void A_number_given_holds_up_to_the_depth(int hiddenLayers, int? given, int expected)
        => Assert.That(new TrainingOptions { HiddenLayers = hiddenLayers, FirstLayers = given }.EffectiveFirstLayers, Is.EqualTo(expected));
}
