// Most numbers in tables are short; those are computed exactly with one division, and all others go to the parser of
// the framework.
using System.Globalization;

namespace Vdsh.Data.Formats;

/// <summary>Parses numbers of tables, rounded to the nearest float32.</summary>
/// <param name="point">The decimal point or comma.</param>
internal sealed class DecimalNumber(char point)
{
    // Both 10^7 - 1 and 10^7 are float32 numbers, so that the quotient of the two is rounded once.
    private const int MaximumDigits = 7;

    private static readonly float[] Powers = [1f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f];
    private readonly CultureInfo culture = CreateCulture(point);

    /// <summary>Whole numbers so far that float32 could not hold exactly.</summary>
    public int Rounded { get; private set; }

    /// <summary>Parses a number without surrounding spaces; false where it is none, or is not finite.</summary>
    public bool TryParse(ReadOnlySpan<char> text, out float value)
    {
        if (TryParseShort(text, out value))
            return true;
        // The framework takes NUL characters behind a number for nothing.
        if (text.Contains('\0') || !float.TryParse(text, NumberStyles.Float, culture, out value)
            || !float.IsFinite(value))
            return false;
        if (Math.Abs(value) >= 1 << 24 && IsRoundedInteger(text, value))
            Rounded++;
        return true;
    }

    private bool TryParseShort(ReadOnlySpan<char> text, out float value)
    {
        value = 0;
        bool isNegative = text.Length > 0 && text[0] == '-';
        ReadOnlySpan<char> digits = isNegative ? text[1..] : text;
        if (digits.IsEmpty || digits.Length > MaximumDigits + 1)
            return false;
        int number = 0, fraction = -1, count = 0;
        foreach (char character in digits)
        {
            if (char.IsAsciiDigit(character))
            {
                number = number * 10 + (character - '0');
                count++;
            }
            else if (character == point && fraction < 0)
            {
                fraction = count;
            }
            else
            {
                return false;
            }
        }
        if (count is 0 or > MaximumDigits)
            return false;
        value = fraction < 0 ? number : number / Powers[count - fraction];
        if (isNegative)
            value = -value;
        return true;
    }

    private static bool IsRoundedInteger(ReadOnlySpan<char> text, float value)
        => Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out Int128 whole)
            && (Int128)value != whole;

    private static CultureInfo CreateCulture(char point)
    {
        if (point == '.')
            return CultureInfo.InvariantCulture;
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = point.ToString();
        return culture;
    }
}
