// Whether an array holds bits is seen from its values, not from its type.
using System.Numerics;

namespace Vdsh.Search;

/// <summary>Which of the values occur that stand for bits.</summary>
/// <param name="HasMinus">-1 occurs.</param>
/// <param name="HasZero">0 occurs.</param>
/// <param name="HasOne">1 occurs.</param>
/// <param name="Other">The first place of another value; -1: there is none.</param>
internal readonly record struct BitValues(bool HasMinus, bool HasZero, bool HasOne, int Other)
{
    /// <summary>Whether all values are 0 and 1, or all are -1 and +1.</summary>
    public bool AreBits => Other < 0 && !(HasMinus && HasZero);

    /// <summary>Looks at values up to the first that stands for no bit.</summary>
    public static BitValues Of<T>(ReadOnlySpan<T> values) where T : unmanaged, INumber<T>
    {
        bool minus = false, zero = false, one = false;
        for (int i = 0; i < values.Length; i++)
        {
            T value = values[i];
            if (value == T.One)
                one = true;
            else if (value == T.Zero)
                zero = true;
            else if (T.IsNegative(value) && value + T.One == T.Zero)
                minus = true;
            else
                return new BitValues(minus, zero, one, i);
        }
        return new BitValues(minus, zero, one, -1);
    }

    /// <summary>The values in words.</summary>
    public string Describe() => (HasMinus, HasZero, HasOne) switch
    {
        (true, _, true) => "-1 and +1",
        (true, _, false) => "-1",
        (false, true, true) => "0 and 1",
        (false, false, true) => "1",
        _ => "0",
    };
}
