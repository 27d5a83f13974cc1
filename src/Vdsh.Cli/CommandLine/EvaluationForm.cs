namespace Vdsh.Cli.CommandLine;

/// <summary>What an evaluation starts from.</summary>
internal enum EvaluationForm
{
    /// <summary>A model, with a named data set or feature and label files.</summary>
    Model,

    /// <summary>Codes and labels in files.</summary>
    Codes,
}
