// What a run is asked to do, read from the command line.
using System.Globalization;
using Vdsh.Data;

namespace Vdsh.Fuzz;

/// <summary>Options of a run.</summary>
internal sealed record FuzzOptions
{
    /// <summary>The readers to try.</summary>
    public required IReadOnlyList<FuzzReader> Readers { get; init; }

    /// <summary>Seconds for all readers together; the time is divided evenly.</summary>
    public double Seconds { get; init; } = 60;

    /// <summary>Inputs of all readers together instead of a time; null: as many as the time allows.</summary>
    public long? Inputs { get; init; }

    /// <summary>Other seeds make other inputs.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Number of the first input of each reader.</summary>
    public long From { get; init; }

    /// <summary>Reads "[reader] [seconds] [--inputs N] [--seed N] [--from N]".</summary>
    /// <exception cref="InputException">A word is no reader, or no number.</exception>
    public static FuzzOptions Parse(IReadOnlyList<string> words)
    {
        var options = new FuzzOptions { Readers = ReaderCatalog.All };
        for (int i = 0; i < words.Count; i++)
        {
            string word = words[i], next = i + 1 < words.Count ? words[i + 1] : "";
            switch (word)
            {
                case "--inputs":
                    options = options with { Inputs = Whole(word, next) };
                    i++;
                    break;
                case "--seed":
                    options = options with { Seed = (ulong)Whole(word, next) };
                    i++;
                    break;
                case "--from":
                    options = options with { From = Whole(word, next) };
                    i++;
                    break;
                default:
                    options = double.TryParse(word, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)
                        ? options with { Seconds = seconds }
                        : options with { Readers = word == "all" ? ReaderCatalog.All : [ReaderCatalog.Find(word)] };
                    break;
            }
        }
        return options;
    }

    private static long Whole(string name, string text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
        ? value
        : throw new InputException($"{name} must be a whole number from 0, not '{text}'.");
}
