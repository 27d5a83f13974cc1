// Key files are written by people, with whatever their editor adds.
using Vdsh.Serve;

namespace Vdsh.Fuzz.Readers;

internal sealed class KeyInputs() : FuzzReader("key", "input.key")
{
    public override double Weight => 0.2;

    public override void Use(Trial trial) => trial.Read("key", () => Exercise.Require(!ApiKey.Read(trial.Path).Matches(""), "no key opens the service"));

    protected override IEnumerable<Part[]> CreateSeeds() => [[Part.Text("0123456789abcdef\n")], [Part.Text("key")]];
}
