// Models come from strangers; whatever they hold, they encode or are refused.
using Vdsh.Cli.Measuring;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Fuzz.Readers;

internal sealed class ModelInputs() : FuzzReader("model", "input.vdsh")
{
    public override double Weight => 0.5;

    public override IReadOnlyList<string> Words =>
    [
        .. SafetensorsInputs.JsonWords, "\"format\"", "\"vdsh\"", "\"bits\"", "\"objective\"", "\"layers.0.weight\"", "\"layers.1.weight\"", "\"layers.1.bias\"",
        "\"mean\"", "\"scale\"", "\"codewords\"", "\"data\"", "\"protocol\"", "\"protocolSeed\"", "\"digits\"", "\"unseen\"", "\"12\"", "\"4096\"", "\"4097\"",
    ];

    public override byte[] Join(Part[] parts, SeededRandom random) => SafetensorsInputs.Join(parts[0].Bytes, parts[1].Bytes, random);

    public override void Use(Trial trial)
    {
        trial.Read("model", () =>
        {
            HashModel model = HashModel.Load(trial.Path);
            Exercise.Model(model);
            string written = Path.Combine(trial.Folder, "written");
            model.Save(written);
            Exercise.Require(HashModel.Load(written).Bits == model.Bits, "what was written is read as something else");
            OnnxModelFile.Save(model, written);
        });
        trial.Read(
            "protocol of a model",
            () =>
            {
                ProtocolChoice choice = ProtocolChoice.For(HashModel.Load(trial.Path), "digits", null, null, 1);
                foreach (string note in choice.Notes)
                    Exercise.Require(MessageCheck.FaultOf(note, "") is null, $"a note {MessageCheck.FaultOf(note, "")}");
            },
            mustName: "");
    }

    protected override IEnumerable<Part[]> CreateSeeds()
    {
        HashCodes words = HashCodes.FromBytes([1, 2, 3, 4], 2, 12);
        yield return Parts(SmallModels.Create([3, 12]));
        yield return Parts(SmallModels.Create([3, 4, 5, 12], words, [KeyValuePair.Create("data", "digits"), KeyValuePair.Create("protocol", "split"), KeyValuePair.Create("protocolSeed", "1")]));
        yield return Parts(SmallModels.Create([1, 2, 70]));
    }

    private static Part[] Parts(HashModel model)
    {
        string path = Path.GetTempFileName();
        try
        {
            model.Save(path);
            return SafetensorsInputs.Split(File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
