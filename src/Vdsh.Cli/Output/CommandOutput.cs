// Decides what goes where: results to standard output, or as one JSON object; progress and notes to standard error.
// Names of files are in
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

    private bool isLeft, isPrinted;
    private JsonObject? result;

    public bool Json => json;

    /// <summary>Whether results are printed on the standard output of this process.</summary>
    public bool IsConsole => ReferenceEquals(output, Console.Out);

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

    /// <summary>From now on results go to standard error: the bytes of a file go to standard output.</summary>
    public void LeaveStandardOutput() => isLeft = true;

    /// <summary>Makes the one JSON object, where --json asks for it; it is printed when it is known how the command ended.</summary>
    public void Object(Func<JsonObject> create)
    {
        if (json)
            result = create();
    }

    /// <summary>Prints the one JSON object now, for a command that goes on until it is stopped.</summary>
    public void ObjectNow(Func<JsonObject> create)
    {
        Object(create);
        Complete();
    }

    /// <summary>Prints the object of a command that succeeded.</summary>
    public void Complete()
    {
        if (result is null || isPrinted)
            return;
        isPrinted = true;
        output.WriteLine(result.ToJsonString(JsonFormat));
    }

    /// <summary>Prints what went wrong: a line, and with --json the object, which then has the members error and exitCode.</summary>
    /// <param name="code">The exit code.</param>
    /// <param name="message">One line.</param>
    /// <returns>The exit code.</returns>
    public int Fail(int code, string message)
    {
        error.WriteLine($"vdsh: error: {message}");
        if (!json)
            return code;
        result ??= [];
        result["error"] = message;
        result["exitCode"] = code;
        try
        {
            Complete();
        }
        catch (IOException)
        {
            // Standard output itself may be what failed; the line above has said so.
        }
        return code;
    }

    private TextWriter ResultWriter => json || isLeft ? quiet ? TextWriter.Null : error : output;

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
