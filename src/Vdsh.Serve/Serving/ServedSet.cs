// Model, codes and labels belong together: a request takes all three at once, and keeps them until it is answered.
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Search;

namespace Vdsh.Serve.Serving;

/// <summary>What one state of the files says. Never changes.</summary>
internal sealed record ServedSet(ICodeIndex Index, HashModel? Model, ItemLabels? Labels, FileStamps Stamps, long Generation)
{
    public DateTimeOffset LoadedAt { get; } = DateTimeOffset.UtcNow;

    /// <summary>The model, for callers who send features.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public HashModel RequireModel() => Model ?? throw WithoutModel();

    /// <summary>The refusal of features where there is no model.</summary>
    public static InputException WithoutModel()
        => new("This service has no model, so it takes codes and no features; start it with --model.");

    /// <summary>Refuses codes of another length, as they are when the files were replaced while the codes were
    /// sent.</summary>
    public void RequireBytes(int bytesPerCode)
    {
        if (bytesPerCode != (Index.Bits + 7) / 8)
            throw new InputException($"The request has codes of {bytesPerCode} bytes, but codes of {Index.Bits} "
                + $"bits have {(Index.Bits + 7) / 8}.");
    }

    /// <summary>Refuses rows of another width than the model's.</summary>
    public void RequireColumns(int columns, int row)
    {
        int expected = RequireModel().InputColumns;
        if (columns != expected)
            throw new InputException($"Row {row} (counted from 0) has {columns} features, the model takes {expected}.");
    }
}
