// Arrays of numpy, the usual way in.
using Vdsh.Data;

namespace Vdsh.Fuzz.Readers;

internal sealed class NpyInputs() : ArrayFile("npy", "input.npy")
{
    public override IReadOnlyList<string> Words => NpyParts.Words;

    public override byte[] Join(Part[] parts, SeededRandom random) => NpyParts.Join(parts, random);

    protected override IEnumerable<Part[]> CreateSeeds() => NpyParts.Seeds();
}
