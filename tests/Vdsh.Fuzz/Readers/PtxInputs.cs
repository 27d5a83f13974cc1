// Developers load kernels of their own from a folder; what does not fit is refused before a device sees it.
using System.Text;
using Vdsh.Cuda.Kernels;

namespace Vdsh.Fuzz.Readers;

internal sealed class PtxInputs() : FuzzReader("ptx", "input.ptx")
{
    public override IReadOnlyList<string> Words => [".entry", ".param", ".u64", ".f32", ".b8", ".visible", "(", ")", ",", ".entry f(", ".param .u64 a", ".u7", ".pred"];

    public override void Use(Trial trial) => trial.Read("entries", () =>
    {
        Dictionary<string, int[]> entries = PtxEntries.Read(Encoding.UTF8.GetString(trial.Input), trial.Path);
        foreach ((string name, int[] sizes) in entries)
            Exercise.Require(name.Length > 0 && sizes.All(size => size > 0), "an entry has no name, or a parameter no size");
    });

    protected override IEnumerable<Part[]> CreateSeeds()
    {
        yield return
        [
            Part.Text(".version 7.0\n.target sm_70\n.address_size 64\n"),
            Part.Text(".visible .entry fill(\n    .param .u64 fill_param_0,\n    .param .f32 fill_param_1\n)\n{\n ret;\n}\n"),
            Part.Text(".visible .entry none() { ret; }\n"),
            Part.Text(".entry $odd (.param .u64 .ptr .global .align 4 a, .param .u32 b, .param .f64 c)\n{ }\n"),
        ];
    }
}
