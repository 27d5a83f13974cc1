// Turns a data set's training and test items into the item sets of a protocol. Nothing is copied but row numbers and labels.
namespace Vdsh.Data;

/// <summary>Applies protocols to labelled items, for named data sets and for a user's own.</summary>
/// <remarks>Thread safety: safe for concurrent use.</remarks>
public static class ProtocolBuilder
{
    // Draws of different purposes use different streams of the seed, so that adding one never changes another.
    private const ulong SplitStream = 0x73706C6974;
    private const ulong QueryStream = 0x71756572;
    private const ulong TrainingStream = 0x747261696E;
    private const ulong UnseenStream = 0x756E7365656E;
    private const int QueriesPerClass = 100;
    private const int CifarTrainingPerClass = 500;

    /// <summary>Applies a protocol to items that come as a training and a test part.</summary>
    /// <param name="dataset">The name to record.</param>
    /// <param name="protocol">A name of <see cref="Protocol"/>; <see cref="Protocol.Split"/> takes the parts as they are.</param>
    /// <param name="seed">The seed of the draws.</param>
    /// <param name="train">The training items.</param>
    /// <param name="test">The test items.</param>
    /// <param name="classNames">Names of the classes, where they have any.</param>
    /// <exception cref="InputException">The protocol is unknown, or a class has too few items for it.</exception>
    public static ProtocolSplit Build(string dataset, string protocol, ulong seed, LabeledData train, LabeledData test, IReadOnlyList<string>? classNames = null)
    {
        (LabeledData training, LabeledData queries, LabeledData database) = protocol switch
        {
            Protocol.Full or Protocol.CifarII or Protocol.Split => (train, test, train),
            Protocol.Unseen => Unseen(train, test, seed),
            Protocol.Sdh => Sdh(train.Concatenate(test), seed),
            Protocol.CifarI => CifarI(train.Concatenate(test), seed),
            _ => throw new InputException($"The protocol '{protocol}' is unknown; full, sdh, cifar-i, cifar-ii, unseen and split exist."),
        };
        return new ProtocolSplit
        {
            Dataset = dataset, Protocol = protocol, Seed = seed, Training = training, Queries = queries, Database = database, ClassNames = classNames ?? [],
        };
    }

    /// <summary>Divides items that come in one part: a fifth of every class, drawn, becomes the test part.</summary>
    /// <param name="items">The items.</param>
    /// <param name="seed">The seed of the draw.</param>
    /// <returns>Four fifths for training and one fifth for testing.</returns>
    public static (LabeledData Train, LabeledData Test) HoldOut(LabeledData items, ulong seed)
    {
        (int[] test, int[] train) = ClassDraw.Rows(items.Labels, size => (size + 2) / 5, new SeededRandom(seed, SplitStream));
        if (test.Length == 0)
            throw new InputException($"{items.Count} items in {items.Labels.ClassCount} classes are too few to hold a fifth out; give at least 3 items of a class, or the test items as files of their own.");
        return (items.Select(train), items.Select(test));
    }

    private static (LabeledData, LabeledData, LabeledData) Unseen(LabeledData train, LabeledData test, ulong seed)
    {
        (int[] seen, int[] unseen) = ClassDraw.Rows(train.Labels, size => (size + 1) / 2, new SeededRandom(seed, UnseenStream));
        return (train.Select(seen), test, train.Select(unseen));
    }

    private static (LabeledData, LabeledData, LabeledData) Sdh(LabeledData all, ulong seed)
    {
        (int[] queries, int[] rest) = ClassDraw.Rows(all.Labels, Exactly(QueriesPerClass), new SeededRandom(seed, QueryStream));
        LabeledData database = all.Select(rest);
        return (database, all.Select(queries), database);
    }

    private static (LabeledData, LabeledData, LabeledData) CifarI(LabeledData all, ulong seed)
    {
        (int[] queries, int[] rest) = ClassDraw.Rows(all.Labels, Exactly(QueriesPerClass), new SeededRandom(seed, QueryStream));
        LabeledData database = all.Select(rest);
        (int[] training, _) = ClassDraw.Rows(database.Labels, Exactly(CifarTrainingPerClass), new SeededRandom(seed, TrainingStream));
        return (database.Select(training), all.Select(queries), database);
    }

    private static Func<int, int> Exactly(int wanted) => size => size >= wanted || size == 0
        ? Math.Min(wanted, size)
        : throw new InputException($"A class has {size} items where the protocol draws {wanted}; use the protocol unseen or split.");
}
