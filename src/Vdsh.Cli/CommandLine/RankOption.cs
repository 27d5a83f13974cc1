// How nearness is measured, the same words in every command that ranks.
using System.CommandLine;
using Vdsh.Codes;
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

internal static class RankOption
{
    private const string Asymmetric = "asymmetric";

    public static Option<string> Create(string details) => Choice.Of(
        "--rank",
        "hamming: bits of the query against stored bits; asymmetric: the model's real outputs for the query against "
            + "stored bits. " + details,
        "hamming", "hamming", Asymmetric);

    public static bool IsAsymmetric(this Option<string> option, ParseResult parsed)
        => parsed.GetValue(option) == Asymmetric;

    /// <summary>Reads query outputs that 'vdsh encode --outputs' wrote.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bits">Bits of a code of the database.</param>
    /// <param name="databasePath">Named in messages.</param>
    /// <param name="session">Ends the reading.</param>
    /// <exception cref="InputException">The file cannot be read, holds codes, or other numbers than finite outputs, one
    /// a bit.</exception>
    public static QueryOutputs Read(string path, int bits, string databasePath, CommandSession session)
    {
        FeatureMatrix matrix = FeatureFile.Load(
            path, InputOptions.Default with { Cancellation = session.Cancellation });
        QueryOutputs outputs;
        try
        {
            outputs = QueryOutputs.FromMatrix(matrix);
        }
        catch (InputException refusal)
        {
            throw new InputException($"{path}: {refusal.Message}");
        }
        return outputs.Bits == bits ? outputs : throw new InputException(
            $"The codes in {databasePath} have {bits} bits, but {path} has {outputs.Bits} columns; "
            + "--rank asymmetric needs one output a bit of the same model ('vdsh encode --outputs').");
    }
}
