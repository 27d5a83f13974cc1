// Model, codes and labels belong together: a request takes all three at once, and keeps them until it is answered.
using CommunityToolkit.HighPerformance;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Serve.Serving;

/// <summary>What one state of the files says. Never changes.</summary>
internal sealed record ServedSet(ICodeIndex Index, HashModel? Model, ItemLabels? Labels, FileStamps Stamps, long Generation)
{
    // Rows that a thread encodes at a time; a pass over the weights serves as many.
    private const int RowsAtOnce = 8;

    public DateTimeOffset LoadedAt { get; } = DateTimeOffset.UtcNow;

    /// <summary>Turns features into codes.</summary>
    /// <param name="features">Raw features, row-major.</param>
    /// <param name="rows">Number of rows.</param>
    /// <exception cref="InputException">There is no model, or the features do not fit it.</exception>
    public HashCodes Encode(float[] features, int rows)
    {
        HashModel model = RequireModel();
        for (int row = 0; row < rows; row++)
        {
            int column = FeatureCheck.IndexOfNonFinite(features.AsSpan(row * model.InputColumns, model.InputColumns));
            if (column >= 0)
                throw new InputException($"The feature at row {row}, column {column} (counted from 0) is not finite; remove or fill it.");
        }
        int words = model.WordsPerCode;
        ulong[] codes = new ulong[checked(rows * words)];
        Parallel.For(0, (rows + RowsAtOnce - 1) / RowsAtOnce, block =>
        {
            int first = block * RowsAtOnce, count = Math.Min(RowsAtOnce, rows - first);
            var part = new ReadOnlySpan2D<float>(features, first * model.InputColumns, count, model.InputColumns, 0);
            model.Encode(part, codes.AsSpan(first * words, count * words));
        });
        return new HashCodes(codes, rows, model.Bits);
    }

    /// <summary>The model, for callers who send features.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public HashModel RequireModel() => Model ?? throw new InputException("This service has no model, so it takes codes and no features; start it with --model.");

    /// <summary>Refuses rows of another width than the model's.</summary>
    public void RequireColumns(int columns, int row)
    {
        int expected = RequireModel().InputColumns;
        if (columns != expected)
            throw new InputException($"Row {row} (counted from 0) has {columns} features, the model takes {expected}.");
    }
}
