// What one query looks like is known before a body is read, so that one which does not fit is refused while it is.
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Endpoints;

/// <summary>The queries that the service takes now. Holds no index, so that a slow caller keeps no replaced one in
/// memory.</summary>
/// <param name="Bits">Bits of a code.</param>
/// <param name="Columns">Features of an item; null: there is no model.</param>
/// <param name="MaxQueries">Queries in one request.</param>
internal sealed record QueryShape(int Bits, int? Columns, int MaxQueries)
{
    public int BytesPerCode => (Bits + 7) / 8;

    public static QueryShape Of(ServedFiles files, ServiceOptions options)
    {
        ServedSet set = files.Current;
        return new QueryShape(set.Index.Bits, set.Model?.InputColumns, options.MaxBatch);
    }
}
