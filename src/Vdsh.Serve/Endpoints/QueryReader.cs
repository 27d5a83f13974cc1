// Queries come as numbers or digits in JSON, or as bytes; from here on they are codes.
using System.Buffers.Binary;
using Vdsh.Codes;
using Vdsh.Data;
using Vdsh.Serve.Serving;

namespace Vdsh.Serve.Endpoints;

/// <summary>Turns what callers send into codes that fit the index.</summary>
internal static class QueryReader
{
    /// <summary>Reads features, one array an item.</summary>
    /// <exception cref="InputException">There is no model, or a row does not fit it.</exception>
    public static HashCodes FromFeatures(ServedSet set, FeatureEncoding encoding, float[][] rows)
    {
        HashModel model = set.RequireModel();
        int columns = model.InputColumns;
        float[] all = new float[checked(rows.Length * columns)];
        for (int row = 0; row < rows.Length; row++)
        {
            // Arrays in JSON may hold null, whatever their type says.
            set.RequireColumns(rows[row]?.Length ?? 0, row);
            rows[row].CopyTo(all, row * columns);
        }
        return encoding.Encode(model, all, rows.Length);
    }

    /// <summary>Reads hexadecimal codes.</summary>
    /// <exception cref="InputException">A code is of another length, or has other characters.</exception>
    public static HashCodes FromHex(ServedSet set, string[] codes)
    {
        int bits = set.Index.Bits, bytesPerCode = (bits + 7) / 8;
        byte[] bytes = new byte[checked(codes.Length * bytesPerCode)];
        for (int row = 0; row < codes.Length; row++)
        {
            int digits = codes[row]?.Length ?? 0;
            if (digits != 2 * bytesPerCode)
                throw new InputException($"The code at row {row} (counted from 0) has {digits} hexadecimal digits; codes of {bits} bits have {2 * bytesPerCode}.");
            if (Convert.FromHexString(codes[row], bytes.AsSpan(row * bytesPerCode, bytesPerCode), out _, out _) != System.Buffers.OperationStatus.Done)
                throw new InputException($"The code at row {row} (counted from 0) is not hexadecimal; use the digits 0-9 and a-f, two for each byte.");
        }
        return HashCodes.FromBytes(bytes, codes.Length, bits);
    }

    /// <summary>Reads packed codes, one behind the other.</summary>
    /// <exception cref="InputException">They are not whole codes.</exception>
    public static HashCodes FromPacked(ServedSet set, ReadOnlySpan<byte> bytes, ServiceOptions options)
    {
        int count = Rows(bytes.Length, (set.Index.Bits + 7) / 8, $"codes of {set.Index.Bits} bits", options);
        return HashCodes.FromBytes(bytes, count, set.Index.Bits);
    }

    /// <summary>Reads little-endian float32 features, row-major.</summary>
    /// <exception cref="InputException">They are not whole rows.</exception>
    public static HashCodes FromSingles(ServedSet set, FeatureEncoding encoding, ReadOnlySpan<byte> bytes, ServiceOptions options)
    {
        HashModel model = set.RequireModel();
        int columns = model.InputColumns;
        int count = Rows(bytes.Length, columns * sizeof(float), $"rows of {columns} float32 features", options);
        float[] all = new float[count * columns];
        for (int i = 0; i < all.Length; i++)
            all[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(i * sizeof(float))..]);
        return encoding.Encode(model, all, count);
    }

    private static int Rows(int bytes, int bytesPerRow, string what, ServiceOptions options)
    {
        if (bytes % bytesPerRow != 0)
            throw new InputException($"The body has {bytes} bytes, which are not whole {what} ({bytesPerRow} bytes each).");
        NeighbourSearch.RequireCount(bytes / bytesPerRow, options);
        return bytes / bytesPerRow;
    }
}
