// Packed codes or float32 features as they lie in memory elsewhere; collected up to the limit of a batch and not
// beyond.
using System.Buffers;
using System.Buffers.Binary;
using Vdsh.Data;
using Vdsh.Serve.Hosting;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Endpoints;

/// <summary>Reads the body of /search/binary.</summary>
internal sealed class QueryBytes
{
    private readonly QueryShape shape;
    private readonly RequestLease lease;
    private readonly bool areFeatures;
    private readonly CountedList<byte> bytes;

    /// <exception cref="InputException">Features are sent to a service without a model.</exception>
    public QueryBytes(QueryShape shape, bool areFeatures, RequestLease lease)
    {
        if (areFeatures && shape.Columns is null)
            throw ServedSet.WithoutModel();
        this.shape = shape;
        this.areFeatures = areFeatures;
        this.lease = lease;
        bytes = new CountedList<byte>(lease);
    }

    private int BytesPerRow => areFeatures ? shape.Columns!.Value * sizeof(float) : shape.BytesPerCode;

    private string What => areFeatures ? $"rows of {shape.Columns} float32 features" : $"codes of {shape.Bits} bits";

    /// <summary>Takes a piece of the body.</summary>
    /// <exception cref="InputException">There are more queries than one request may have.</exception>
    public long Take(in ReadOnlySequence<byte> piece, bool isLast)
    {
        if (bytes.Count + piece.Length > (long)shape.MaxQueries * BytesPerRow)
            throw NeighbourSearch.TooMany(shape.MaxQueries);
        piece.CopyTo(bytes.Extend((int)piece.Length));
        return piece.Length;
    }

    /// <summary>What the body asked for, once all of it was taken.</summary>
    /// <exception cref="InputException">It is empty, or not made of whole rows.</exception>
    public QueryInput Finish()
    {
        if (bytes.Count == 0)
            throw new InputException($"The body is empty, so the request has 0 queries; send {What}, {BytesPerRow} "
                + "bytes each.");
        if (bytes.Count % BytesPerRow != 0)
            throw new InputException($"The body has {bytes.Count} bytes, which are not whole {What} ({BytesPerRow} "
                + "bytes each).");
        int rows = bytes.Count / BytesPerRow;
        byte[] body = bytes.ToArray();
        if (!areFeatures)
            return new QueryInput(rows, body, null, shape.BytesPerCode);
        lease.Charge(body.Length);
        float[] features = new float[body.Length / sizeof(float)];
        for (int i = 0; i < features.Length; i++)
            features[i] = BinaryPrimitives.ReadSingleLittleEndian(body.AsSpan(i * sizeof(float)));
        lease.Release(body.Length);
        return new QueryInput(rows, null, features, shape.Columns!.Value);
    }
}
