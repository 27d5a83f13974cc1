namespace Vdsh.Cli.CommandLine;

/// <summary>A command whose help ends with command lines to copy.</summary>
internal interface IHasExamples
{
    /// <summary>Complete command lines.</summary>
    IReadOnlyList<string> Examples { get; }
}
