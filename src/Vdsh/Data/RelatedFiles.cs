// Queries and database come from two files; a class name must have the same number in both, and a column the same
// place.
using Vdsh.Data.Formats;

namespace Vdsh.Data;

/// <summary>What files read one after the other must agree in.</summary>
/// <remarks>Thread safety: safe for concurrent use, but the order of the files numbers the classes.</remarks>
public sealed class RelatedFiles
{
    private const int ShownNames = 10;
    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<string> classNames = [];
    private string? fileOfNames, fileOfNumbers, fileOfFeatures;
    private string[]? features;

    /// <summary>
    /// The class names read so far; the number of a class is its place. Those of one file are in ordinal order, those
    /// that a later file adds
    /// follow. Empty where classes are numbers.
    /// </summary>
    public IReadOnlyList<string> ClassNames
    {
        get
        {
            lock (numbers)
                return [.. classNames];
        }
    }

    /// <summary>Gives the classes of a file their numbers.</summary>
    /// <param name="names">The class of each item.</param>
    /// <param name="file">For messages.</param>
    /// <exception cref="InputException">Another file has numbers instead of names, or there are too many
    /// classes.</exception>
    internal LabelSet Number(IReadOnlyList<string> names, string file)
    {
        lock (numbers)
        {
            if (fileOfNumbers is not null)
                throw Mixed(file, fileOfNumbers);
            fileOfNames = file;
            foreach (string name in names.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            {
                if (numbers.TryAdd(name, classNames.Count))
                    classNames.Add(name);
            }
            if (classNames.Count > LabelFile.MaximumClasses)
            {
                throw new InputException(
                    $"{file} names more than {LabelFile.MaximumClasses} classes; these are identifiers rather than "
                    + "classes.");
            }
            return LabelSet.FromClasses([.. names.Select(name => numbers[name])], classNames.Count);
        }
    }

    /// <summary>Records that the classes of a file are numbers.</summary>
    /// <exception cref="InputException">Another file has names instead.</exception>
    internal void UseNumbers(string file)
    {
        lock (numbers)
        {
            if (fileOfNames is not null)
                throw Mixed(fileOfNames, file);
            fileOfNumbers = file;
        }
    }

    /// <summary>Makes sure that the columns of a table have the same names as those of the tables before.</summary>
    /// <exception cref="InputException">They differ.</exception>
    internal void CheckFeatures(string[] names, string file)
    {
        lock (numbers)
        {
            if (features is null)
            {
                (features, fileOfFeatures) = (names, file);
                return;
            }
            if (names.Length != features.Length)
                return;
            for (int column = 0; column < names.Length; column++)
            {
                if (names[column] != features[column])
                {
                    throw new InputException(
                        $"{file} names feature {column + 1} {MessageText.Quote(names[column])}, but {fileOfFeatures} "
                        + $"names it {MessageText.Quote(features[column])}; both must have the same columns in the same order.");
                }
            }
        }
    }

    /// <summary>The numbers of the first classes, for a note.</summary>
    internal string DescribeClasses()
    {
        lock (numbers)
        {
            string more = classNames.Count > ShownNames ? $" and {classNames.Count - ShownNames} more" : "";
            var shown = classNames.Take(ShownNames).Select((name, number) => $"{number} = {CsvText.Show(name)}");
            return string.Join(", ", shown) + more;
        }
    }

    private static InputException Mixed(string names, string numbers)
        => new($"{names} has class names, but {numbers} has class numbers; use one or the other in both.");
}
