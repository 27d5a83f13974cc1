// Bad content that is read without complaint does its harm later, so everything that was read is put to use.
using Vdsh.Codes;
using Vdsh.Compute;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Fuzz.Readers;

/// <summary>Uses what was read. What it throws, other than <see cref="InputException"/>, is a failure of the reader.</summary>
internal static class Exercise
{
    private const int MostRows = 32, MostColumns = 16, MostChecked = 512;

    /// <summary>One thread, so that what is allocated is seen where it is measured.</summary>
    public static CpuBackend Backend { get; } = new(new CpuBackendOptions { Threads = 1 });

    private static readonly HashModel?[] Models = new HashModel?[MostColumns + 1];

    /// <summary>Reads rows, checks and standardises them, and encodes them with a model for so many columns.</summary>
    public static void Features(FeatureMatrix features, string path)
    {
        Require(features.Rows > 0 && features.Columns > 0, "features without rows or columns were accepted");
        float[] row = new float[features.Columns];
        for (int i = 0; i < Math.Min(features.Rows, MostRows); i++)
        {
            features.CopyRow(i, row);
            features.CopyRow(features.Rows - 1 - i, row);
        }
        FeatureCheck.EnsureFinite(features, path);
        if (features.Columns <= MostColumns)
        {
            HashModel model = Models[features.Columns] ??= SmallModels.Create([features.Columns, 5, 12]);
            model.Encode(row, new ulong[model.WordsPerCode]);
        }
        Standardization learned = Standardization.Learn(features, path);
        learned.Apply(row, row);
    }

    /// <summary>Looks at labels in every way.</summary>
    public static void Labels(LabelSet labels)
    {
        Require(labels.Count > 0 && labels.ClassCount is > 0 and <= LabelFile.MaximumClasses, "labels without rows or classes were accepted");
        float[] indicators = new float[labels.ClassCount];
        for (int row = 0; row < Math.Min(labels.Count, MostRows); row++)
        {
            labels.CopyIndicators(row, indicators);
            int[] own = labels.LabelsOf(row);
            Require(own.All(label => indicators[label] == 1), "labels and indicators differ");
        }
        Require(labels.CountPerClass().Length == labels.ClassCount, "classes are missing");
        labels.Select([0, labels.Count - 1]).Concatenate(labels);
    }

    /// <summary>Searches codes with both kinds of index and compares the answers with a plain scan; writes them and reads them back.</summary>
    /// <param name="codes">The codes.</param>
    /// <param name="ids">Their ids, or null.</param>
    /// <param name="path">The file that both are from.</param>
    /// <param name="folder">Where to write.</param>
    public static void Codes(HashCodes codes, long[]? ids, string path, string folder)
    {
        using var flat = new HammingIndex(codes.Bits, Backend);
        var tables = new MultiIndexHash(codes.Bits) { Threads = 1 };
        foreach (ICodeIndex index in (ICodeIndex[])[flat, tables])
            CodeDatabase.AddTo(index, codes, ids, path);
        HashCodes queries = Queries(codes);
        int k = Math.Min(5, codes.Count);
        NearestResult found = flat.Search(queries, k), again = tables.Search(queries, k);
        Require(found.Ids.AsSpan().SequenceEqual(again.Ids) && found.Distances.AsSpan().SequenceEqual(again.Distances), "two kinds of index answer differently");
        if (codes.Count <= MostChecked)
            RequireNearest(codes, ids, queries, found);
        flat.SearchRadius(queries, codes.Bits / 4);
        string written = Path.Combine(folder, "written.vdshidx");
        flat.Save(written);
        using HammingIndex read = HammingIndex.Load(written, Backend);
        Require(read.Search(queries, k).Ids.AsSpan().SequenceEqual(found.Ids), "an index that was written and read answers differently");
    }

    /// <summary>Searches and changes an index that came out of a file.</summary>
    /// <param name="index">The index; disposed of by the caller.</param>
    /// <param name="isSound">Whether its content was checked, so that its answers mean something.</param>
    public static void Index(HammingIndex index, bool isSound)
    {
        var zero = new HashCodes(new ulong[HashCodes.WordsFor(index.Bits)], 1, index.Bits);
        NearestResult found = index.Search(zero, 3);
        Require(found.Distances.All(distance => distance >= 0 && distance <= index.Bits), "a distance is out of range");
        RadiusResult near = index.SearchRadius(zero, index.Bits);
        Require(near.Ids.Length == index.Count, $"{near.Ids.Length} of {index.Count} codes lie within the largest distance");
        index.SearchRadius(zero, index.Bits / 2, 2);
        Require(index.Histogram(zero).Sum() == index.Count, "the histogram misses codes");
        if (!isSound)
            return;
        (HashCodes codes, long[] ids) = index.ToCodes();
        if (codes.Count <= MostChecked)
            RequireNearest(codes, ids, zero, found);
        Require(ids.All(index.Contains), "an id is not found");
        index.Remove(ids.AsSpan(0, Math.Min(1, ids.Length)));
        try
        {
            index.Add(zero);
        }
        catch (InputException)
        {
            // Behind the largest id there is none, and the index says so.
        }
        index.Search(zero, 1);
    }

    /// <summary>Encodes with a model in every way, which must agree.</summary>
    public static void Model(HashModel model)
    {
        const int rows = 3;
        if (model.Parameters > 1 << 20)
            return;
        float[] features = new float[rows * model.InputColumns];
        for (int i = 0; i < features.Length; i++)
            features[i] = i % 7 - 3;
        ulong[] words = new ulong[rows * model.WordsPerCode];
        for (int row = 0; row < rows; row++)
            model.Encode(features.AsSpan(row * model.InputColumns, model.InputColumns), words.AsSpan(row * model.WordsPerCode, model.WordsPerCode));
        using var encoder = new HashEncoder(model, Backend, rows);
        HashCodes codes = encoder.Encode(FeatureMatrix.FromArray(features, rows, model.InputColumns));
        Require(codes.Words.SequenceEqual(words), "the codes of one item and of a batch differ");
    }

    /// <summary>Fails the trial where something that was accepted is wrong.</summary>
    public static void Require(bool condition, string fault)
    {
        if (!condition)
            throw new FaultException(fault);
    }

    private static HashCodes Queries(HashCodes codes)
    {
        ulong[] words = new ulong[2 * codes.WordsPerCode];
        if (codes.Count > 0)
            codes[codes.Count - 1].CopyTo(words);
        return new HashCodes(words, 2, codes.Bits);
    }

    private static void RequireNearest(HashCodes codes, long[]? ids, HashCodes queries, NearestResult found)
    {
        for (int query = 0; query < queries.Count; query++)
        {
            (int Distance, long Id)[] all = new (int, long)[codes.Count];
            for (int row = 0; row < all.Length; row++)
            {
                int distance = 0;
                for (int word = 0; word < codes.WordsPerCode; word++)
                    distance += System.Numerics.BitOperations.PopCount(codes[row][word] ^ queries[query][word]);
                all[row] = (distance, ids?[row] ?? row);
            }
            Array.Sort(all);
            for (int i = 0; i < found.K; i++)
                Require(found.IdsOf(query)[i] == all[i].Id && found.DistancesOf(query)[i] == all[i].Distance, "an answer is wrong");
        }
    }
}
