// Every command that reads codes reads them in the same forms.
using System.CommandLine;
using Vdsh.Codes;
using Vdsh.Search;

namespace Vdsh.Cli.CommandLine;

/// <summary>The options that say how a file holds codes, where the file does not.</summary>
internal sealed class CodeOptions
{
    /// <summary>What is read, for the descriptions of options.</summary>
    public const string Accepted =
        "packed uint8 .npy as 'vdsh encode' writes it, other packed whole numbers "
        + "or one number a bit (0 and 1, or -1 and +1) "
        + "as .npy, a binary index of faiss, or an index that 'vdsh export index' wrote";

    private readonly Option<int?> bits = Numbers.OptionalInteger(
        "--bits", "Length of a code, in bits. [default: all of a file's columns]", 1, HashCodes.MaximumBits);

    private readonly Option<string> form = CreateForm();

    /// <summary>The option that says how an array holds codes.</summary>
    public static Option<string> CreateForm() => Choice.Of(
        "--codes-as",
        "How an .npy holds the codes to search in: bits (one number a bit), packed, or auto, "
            + "which refuses what may be both.", "auto", "auto", "bits", "packed");

    /// <summary>What was chosen by such an option.</summary>
    public static CodeForm FormOf(ParseResult parsed, Option<string> form)
        => Enum.Parse<CodeForm>(parsed.GetValue(form)!, ignoreCase: true);

    public void AddTo(Command command)
    {
        command.Add(bits);
        command.Add(form);
    }

    /// <summary>Length of a code; null where it is not given.</summary>
    public int? Bits(ParseResult parsed) => parsed.GetValue(bits);

    /// <summary>How an array holds codes.</summary>
    public CodeForm Form(ParseResult parsed) => FormOf(parsed, form);

    /// <summary>The options, to say that they do not belong to something else.</summary>
    public Option[] All => [bits, form];
}
