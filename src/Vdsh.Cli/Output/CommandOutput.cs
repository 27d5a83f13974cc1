// Decides what goes where: results to standard output, or as one JSON object; progress and notes to standard error. Names of files are in
// nearly every line, so each is made safe here.
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Spectre.Console;
using Spectre.Console.Rendering;
using Vdsh.Data;

namespace Vdsh.Cli.Output;

internal sealed class CommandOutput(TextWriter output, TextWriter error, bool json, bool quiet)
{
    private static readonly JsonSerializerOptions JsonFormat = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int TableWidth = 120;

    public bool Json => json;

    public bool Quiet => quiet;

    /// <summary>Whether progress may be drawn in place: standard error is a terminal that somebody looks at.</summary>
    public bool Interactive => !quiet && ReferenceEquals(error, Console.Error) && !Console.IsErrorRedirected;

    /// <summary>A console for progress bars.</summary>
    public IAnsiConsole ProgressConsole => ConsoleOn(error);

    /// <summary>Prints a line of the result; with --json it goes to standard error.</summary>
    public void Line(string text = "") => ResultWriter.WriteLine(MessageText.Escape(text));

    /// <summary>Prints a table or another drawing of the result; with --json it goes to standard error.</summary>
    public void Draw(IRenderable drawing) => ConsoleOn(ResultWriter).Write(drawing);

    /// <summary>Prints a remark that --quiet leaves out.</summary>
    public void Note(string text)
    {
        if (!quiet)
            error.WriteLine(MessageText.Escape(text));
    }

    /// <summary>Prints what is wrong although the work goes on; --quiet does not hide it.</summary>
    public void Warning(string text) => error.WriteLine(MessageText.Escape(text));

    /// <summary>Prints the one JSON object, where --json asks for it.</summary>
    public void Object(Func<JsonObject> create)
    {
        if (json)
            output.WriteLine(create().ToJsonString(JsonFormat));
    }

    private TextWriter ResultWriter => json ? quiet ? TextWriter.Null : error : output;

    private static IAnsiConsole ConsoleOn(TextWriter writer)
    {
        bool terminal = ReferenceEquals(writer, Console.Out) && !Console.IsOutputRedirected
            || ReferenceEquals(writer, Console.Error) && !Console.IsErrorRedirected;
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = terminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = terminal ? InteractionSupport.Detect : InteractionSupport.No,
        });
        // A file or a pipe has no width, and on a narrow terminal a wrapped row is better than one with its numbers cut off.
        console.Profile.Width = terminal ? Math.Max(console.Profile.Width, TableWidth) : 200;
        return console;
    }
}
