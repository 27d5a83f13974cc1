// A cell is one training with one evaluation; two cells are the same when everything that shapes their numbers is the same.
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vdsh.Cli.Devices;
using Vdsh.Training;

namespace Vdsh.Cli.Comparing;

/// <summary>One cell of a comparison.</summary>
/// <param name="Method">What is learned.</param>
/// <param name="Set">The items, under one protocol.</param>
/// <param name="Options">How a network is trained; a baseline uses the bits and the seed only.</param>
/// <param name="Rounding">What the factors of products are rounded to.</param>
internal sealed record ComparisonCell(ComparisonMethod Method, ComparisonSet Set, TrainingOptions Options, FactorRounding Rounding)
{
    // What names the cell, or has no influence on its numbers.
    private static readonly string[] NoSettings =
    [
        nameof(TrainingOptions.Bits), nameof(TrainingOptions.HiddenLayers), nameof(TrainingOptions.Width), nameof(TrainingOptions.Objective),
        nameof(TrainingOptions.Seed), nameof(TrainingOptions.CheckpointDirectory), nameof(TrainingOptions.Resume), nameof(TrainingOptions.EffectiveAlpha),
        nameof(TrainingOptions.EffectiveFirstLayers), nameof(TrainingOptions.EffectiveMixup),
        nameof(TrainingOptions.EffectiveWeightDecay),
    ];

    /// <summary>Version of the engine: its numbers may differ from those of another one.</summary>
    public static string Engine { get; } = typeof(TrainingOptions).Assembly.GetName().Version!.ToString(3);

    private bool IsNetwork => Method.Kind == MethodKind.Objective;

    /// <summary>Hidden layers, or null for a baseline.</summary>
    public int? Layers => IsNetwork ? Options.HiddenLayers : null;

    /// <summary>Nodes of a hidden layer, or null for a baseline.</summary>
    public int? Width => IsNetwork ? Options.Width : null;

    /// <summary>All further settings of the training by name, those at their defaults too: a default that changes makes another cell.</summary>
    public IReadOnlyDictionary<string, string> Settings()
    {
        var settings = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (IsNetwork)
        {
            foreach ((string name, JsonNode? value) in JsonSerializer.SerializeToNode(Options)!.AsObject())
            {
                if (!NoSettings.Contains(name))
                    settings[JsonNamingPolicy.CamelCase.ConvertName(name)] = value?.ToJsonString() ?? "auto";
            }
        }
        if (Rounding == FactorRounding.Tf32)
            settings["tf32"] = "true";
        if (Rounding == FactorRounding.BFloat16)
            settings["bf16"] = "true";
        return settings;
    }

    /// <summary>16 hexadecimal digits that are equal for equal cells.</summary>
    public string Id()
    {
        string identity = string.Join('\n',
        [
            $"engine {Engine}", $"data {Set.Fingerprint}", $"protocol {Set.Split.Protocol}", $"method {Method.Kind} {Method.Name}",
            $"bits {Options.Bits}", $"layers {Layers}", $"width {Width}", $"seed {Options.Seed}", .. Settings().Select(setting => $"{setting.Key} {setting.Value}"),
        ]);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)))[..16];
    }

    /// <summary>The cell in a few words.</summary>
    public override string ToString()
        => $"{Method.Name}, {Options.Bits} bits{(IsNetwork ? $", {Options.HiddenLayers} layers of {Options.Width}" : "")}, {Set.Split.Dataset} {Set.Split.Protocol}";
}
