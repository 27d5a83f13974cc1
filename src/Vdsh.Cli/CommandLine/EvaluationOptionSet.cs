// The two forms of evaluate share one command; this keeps them apart and says what is missing or too much.
using System.CommandLine;
using Vdsh.Data;

namespace Vdsh.Cli.CommandLine;

internal sealed class EvaluationOptionSet
{
    public InputFileOption Model { get; } = File("--model", "A model file written by 'vdsh train'.");

    public NamedDataOptions Named { get; } = new();

    public InputFileOption Features { get; } = File("--features",
        "For a model and your own data: features of the database items.");

    public InputFileOption Labels { get; } = File("--labels", "With --features: labels of the database items.");

    public InputFileOption QueryFeatures { get; } = File("--query-features", "With --features: features of the queries.");

    public InputFileOption DatabaseCodes { get; } = File(
        "--db-codes", $"Codes of the database, instead of --model: {CodeOptions.Accepted}.");

    public InputFileOption DatabaseLabels { get; } = File("--db-labels", "Labels of the database codes.");

    public InputFileOption QueryCodes { get; } = File("--query-codes", "Codes of the queries, in any of these forms.");

    public InputFileOption QueryLabels { get; } = File("--query-labels", "Labels of the queries.");

    public CodeOptions Form { get; } = new();

    public TableOptions Table { get; } = new();

    public BaselineOptions Baselines { get; } = new();

    public AnalysisOptions Analysis { get; } = new();

    public DepthOptions Depth { get; } = new();

    public Option<string> Rank { get; } = RankOption.Create("With asymmetric, a model is measured both ways.");

    public OutputFileOption Report { get; } = new("--report") { Description = "Also writes the results as one self-contained HTML page." };

    public void AddTo(Command command)
    {
        command.Add(Model);
        Named.AddTo(command);
        Option[] options =
            [Features, Labels, QueryFeatures, QueryLabels, DatabaseCodes, DatabaseLabels, QueryCodes, Rank,
                Report];
        foreach (Option option in options)
            command.Add(option);
        Table.AddTo(command);
        Form.AddTo(command);
        Baselines.AddTo(command);
        Analysis.AddTo(command);
        Depth.AddTo(command);
    }

    /// <summary>Which form was asked for, after checking that its options are complete and no other form's were given.</summary>
    /// <exception cref="InputException">Options are missing or do not belong together.</exception>
    public EvaluationForm FormOf(ParseResult parsed)
    {
        if (Given(parsed, Model))
        {
            Forbid(parsed, Model, [DatabaseCodes, DatabaseLabels, QueryCodes, .. Form.All]);
            Depth.Check(parsed);
            if (!HasItems(parsed))
                throw new InputException("Say what to evaluate the model on: --data NAME, or --features, --labels, --query-features and --query-labels.");
            return EvaluationForm.Model;
        }
        if (!Given(parsed, DatabaseCodes) && !Given(parsed, QueryCodes))
            throw new InputException("Say what to evaluate: --model FILE with --data NAME, or --db-codes, --db-labels, --query-codes and --query-labels.");
        if (Rank.IsAsymmetric(parsed))
            throw new InputException("--rank asymmetric needs the real outputs of the queries, which codes no longer "
                + "have; give --model FILE with --data NAME, or with features of your own.");
        Forbid(parsed, DatabaseCodes, [Named.Data, Named.DataDirectory, Named.Protocol, Features, Labels,
            QueryFeatures, Depth.Depth, Depth.Items]);
        Table.RequireAbsent(parsed, DatabaseCodes.Name);
        Require(parsed, DatabaseCodes, [DatabaseCodes, DatabaseLabels, QueryCodes, QueryLabels]);
        return EvaluationForm.Codes;
    }

    /// <summary>Whether items for a model were named: a data set, or a user's own database and queries.</summary>
    /// <exception cref="InputException">Some are missing, or both were named.</exception>
    public bool HasItems(ParseResult parsed)
    {
        if (Given(parsed, Named.Data))
        {
            Forbid(parsed, Named.Data, [Features, Labels, QueryFeatures, QueryLabels]);
            Table.RequireAbsent(parsed, Named.Data.Name);
            return true;
        }
        Named.RequireAbsent(parsed);
        if (!Given(parsed, Features))
        {
            Table.RequireAbsent(parsed, "a model alone");
            return false;
        }
        Require(parsed, Features, [Labels, QueryFeatures, QueryLabels]);
        return true;
    }

    /// <summary>Loads a user's own database and queries; the database also trains the baselines.</summary>
    public ProtocolSplit LoadUserSplit(ParseResult parsed, CommandSession session)
    {
        string features = parsed.GetValue(Features)!;
        InputOptions options = Table.Read(parsed, session);
        LabeledData database = UserData.Load(features, parsed.GetValue(Labels)!, options);
        LabeledData queries = UserData.Load(parsed.GetValue(QueryFeatures)!, parsed.GetValue(QueryLabels)!, options);
        return new ProtocolSplit
        {
            Dataset = Path.GetFileName(features), Protocol = Protocol.Split, Seed = session.Seed, Training = database, Queries = queries, Database = database,
            ClassNames = options.Related!.ClassNames,
        };
    }

    private static bool Given(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private static void Require(ParseResult parsed, Option form, Option[] needed)
    {
        if (Array.Find(needed, option => !Given(parsed, option)) is { } missing)
            throw new InputException($"{missing.Name} is missing; {form.Name} needs {string.Join(", ", needed.Where(option => option != form).Select(option => option.Name))} beside it.");
    }

    private static void Forbid(ParseResult parsed, Option form, Option[] foreign)
    {
        if (Array.Find(foreign, option => Given(parsed, option)) is { } extra)
            throw new InputException($"{extra.Name} does not go together with {form.Name}; give one or the other.");
    }

    private static InputFileOption File(string name, string description) => new(name) { Description = description };
}
