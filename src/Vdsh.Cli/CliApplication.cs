// One call runs the whole tool on any two text writers, so that tests run commands in process exactly as a user does.
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using Vdsh.Cli.CommandLine;
using Vdsh.Cli.Commands;
using Vdsh.Cli.Devices;
using Vdsh.Cli.Output;
using Vdsh.Cuda.Driver;
using Vdsh.Data;

namespace Vdsh.Cli;

/// <summary>The <c>vdsh</c> tool as a function of its arguments.</summary>
public static class CliApplication
{
    // An argument may be as long as a file; a message about it is not.
    private const int LongestMessage = 1000;

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="output">Receives results; with <c>--json</c> exactly one JSON object.</param>
    /// <param name="error">Receives progress, notes and error lines.</param>
    /// <param name="cancellation">Stops long work cleanly.</param>
    /// <param name="stoppedCode">Asked for the code of a run that was stopped; without it that is 130, as after Ctrl-C.</param>
    /// <returns>0 success, 1 failure while running, 2 bad arguments or bad input, 130 or 143 stopped by Ctrl-C or SIGTERM.</returns>
    public static int Run(
        IReadOnlyList<string> args, TextWriter output, TextWriter error, CancellationToken cancellation = default, Func<int>? stoppedCode = null)
    {
        var global = new GlobalOptions();
        var results = new CommandOutput(output, error, json: false, quiet: false);
        try
        {
            // A name that begins with @ is a file name like any other, never a file of further arguments.
            var syntax = new ParserConfiguration { ResponseFileTokenReplacer = null };
            ParseResult parsed = CreateRoot(global).Parse(args.Count == 0 ? ["--help"] : args, syntax);
            results = global.ReadOutput(parsed, output, error);
            ArgumentText.EnsureIntact(args);
            if (parsed.Action is not ExamplesHelp)
                ArgumentText.EnsureGiven(parsed);
            if (parsed.Errors.Count > 0 && parsed.Action is not ExamplesHelp)
                return results.Fail(ExitCode.BadInput, OneLine($"{MessageOf(parsed)} See '{PathOf(parsed.CommandResult)} --help'."));
            var invocation = new CommandInvocation(results)
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            };
            int code = parsed.InvokeAsync(invocation, cancellation).GetAwaiter().GetResult();
            results.Complete();
            return code;
        }
        catch (Exception exception)
        {
            if (Environment.GetEnvironmentVariable("VDSH_DEBUG") == "1")
                error.WriteLine(exception);
            (int code, string message) = exception switch
            {
                InputException => (ExitCode.BadInput, exception.Message),
                OperationCanceledException when cancellation.IsCancellationRequested =>
                    (stoppedCode?.Invoke() ?? ExitCode.Interrupted, exception is CommandCanceledException ? exception.Message : "cancelled."),
                OutOfMemoryException => (ExitCode.Failure, "out of memory; try a smaller --batch or --width, or a machine with more memory."),
                IOException or UnauthorizedAccessException or ArithmeticException or CommandFailedException or DeviceUnavailableException
                    or CudaException => (ExitCode.Failure, exception.Message),
                _ => (ExitCode.Failure, $"{exception.GetType().Name}: {exception.Message} (set VDSH_DEBUG=1 for the stack trace)"),
            };
            return results.Fail(code, OneLine(message));
        }
    }

    /// <summary>All commands with all their options.</summary>
    internal static Command CreateRoot(GlobalOptions global)
    {
        // Not a RootCommand: that one takes its name from the running program, which in tests is the test host.
        var root = new Command("vdsh", "Very deep supervised hashing: learns short binary codes from labelled features, encodes, searches and measures retrieval.")
        {
            new HelpOption { Recursive = true },
            new VersionOption(),
        };
        global.AddTo(root);
        CliCommand[] commands =
        [
            new DemoCommand(global), new TrainCommand(global), new EncodeCommand(global), new SearchCommand(global), new ServeCommand(global),
            new EvaluateCommand(global), new InfoCommand(global), new CompareCommand(global),
                new DoctorCommand(global), new SelftestCommand(global),
        ];
        foreach (CliCommand command in commands)
            root.Add(command);
        root.Add(new ExportCommand(global));
        root.Add(new BenchCommand(global));
        ExamplesHelp.Install(root, ["vdsh demo", "vdsh train --data digits --out digits.vdsh", "vdsh train --help"]);
        return root;
    }

    private static string MessageOf(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command.Subcommands.Count == 0)
            return parsed.Errors[0].Message;
        string known = string.Join(", ", command.Subcommands.Select(child => child.Name));
        string? unknown = parsed.UnmatchedTokens.FirstOrDefault();
        return unknown is null ? $"name a command: {known}." : $"'{unknown}' is neither a command nor an option here; the commands are {known}.";
    }

    private static string OneLine(string text)
        => MessageText.Escape(string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).Trim(), LongestMessage);

    private static string PathOf(CommandResult command)
    {
        var names = new Stack<string>();
        for (SymbolResult? result = command; result is CommandResult current; result = result.Parent)
            names.Push(result.Parent is null ? "vdsh" : current.Command.Name);
        return string.Join(' ', names);
    }
}
