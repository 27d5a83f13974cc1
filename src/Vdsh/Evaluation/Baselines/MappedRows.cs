// Mapped features exist only a block of rows at a time, so that kernel features of a million items need no memory for a million rows.
using Vdsh.Compute;
using Vdsh.Data;

namespace Vdsh.Evaluation.Baselines;

/// <summary>Device memory for one block of mapped rows.</summary>
internal abstract class MappedRows : IDisposable
{
    /// <summary>Rows on the device at a time.</summary>
    public const int BlockRows = 2048;

    /// <summary>Rows of a block where there are <paramref name="count"/> rows in all.</summary>
    public static int BlockFor(int count) => Math.Max(1, Math.Min(BlockRows, count));

    /// <summary>Maps rows; the result is overwritten by the next call.</summary>
    /// <param name="features">n x d raw features.</param>
    /// <param name="first">First row.</param>
    /// <param name="rows">Number of rows, at most those of a block.</param>
    /// <returns>rows x (k+1), the last column ones.</returns>
    /// <exception cref="InputException">A feature is not finite; the message says where.</exception>
    public abstract DeviceMatrix Load(FeatureMatrix features, int first, int rows);

    /// <summary>Frees the device memory.</summary>
    public abstract void Dispose();
}
