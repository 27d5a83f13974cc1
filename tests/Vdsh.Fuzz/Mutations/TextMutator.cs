// Text formats break between their words: doubled and lost keys, numbers at limits, deep nesting, characters that nobody types.
using System.Text;
using Vdsh.Data;

namespace Vdsh.Fuzz.Mutations;

/// <summary>Changes text word by word. Words are numbers, names and quoted texts; everything else is a word of one byte.</summary>
internal static class TextMutator
{
    private const int MostTokens = 4096;
    private const int LongestRun = 1 << 17;

    // Escape sequences, line ends of all kinds, byte order marks, text that turns its direction, and what is no UTF-8 at all.
    private static readonly byte[][] Odd =
    [
        [0], [0x1B, (byte)'[', (byte)'2', (byte)'J'], [(byte)'\r'], [(byte)'\n'], [(byte)'\r', (byte)'\n'], [0x7F], [0xFF], [0xFE, 0xFF],
        [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9], [0xE2, 0x80, 0xAE],
        [0xEF, 0xBB, 0xBF], [0xC2, 0x85], [0xC2, 0x9B], [0xE2], [0x80], [(byte)'\t'], [(byte)'"'], [(byte)'\''], [(byte)'\\'],
        .. new[] { "\\u0000", "\\ud800", "\\n", "\\u001b", "%s%n", "{0}", "ß", "ﬃ", "😀", "e\u0301" }.Select(Encoding.UTF8.GetBytes),
    ];

    private static readonly string[] Opening = ["[", "{\"a\":", "(", "\"", "[["];

    public static byte[] Mutate(byte[] text, IReadOnlyList<string> words, SeededRandom random)
    {
        List<(int Start, int Length)> tokens = Tokens(text);
        if (tokens.Count == 0)
            return Odd[random.NextInt32(Odd.Length)];
        int first = random.NextInt32(tokens.Count), count = 1 + random.NextInt32(Math.Min(8, tokens.Count - first));
        (int start, int length) = tokens[first];
        int end = tokens[first + count - 1].Start + tokens[first + count - 1].Length;
        switch (random.NextInt32(12))
        {
            case 0 or 1 or 2:
                (start, length) = NumberNear(text, tokens, first);
                return Replaced(text, start, length, Encoding.UTF8.GetBytes(Limits.Text(random)));
            case 3 when words.Count > 0:
                return Replaced(text, start, length, Encoding.UTF8.GetBytes(words[random.NextInt32(words.Count)]));
            case 4:
                return Replaced(text, start, end - start, []);
            case 5:
                return Replaced(text, end, 0, text[start..end]);
            case 6 or 3:
                (int otherStart, int otherLength) = tokens[random.NextInt32(tokens.Count)];
                return Replaced(text, start, length, text[otherStart..(otherStart + otherLength)]);
            case 7 or 8:
                return Replaced(text, start + random.NextInt32(length + 1), 0, Odd[random.NextInt32(Odd.Length)]);
            case 9:
                return Replaced(text, start, 0, Repeated(Encoding.UTF8.GetBytes(Opening[random.NextInt32(Opening.Length)]), random));
            case 10:
                return Replaced(text, start, length, Repeated(text[start..(start + length)], random));
            default:
                return Replaced(text, start, length, [(byte)'"', .. text[start..(start + length)], (byte)'"']);
        }
    }

    private static byte[] Replaced(byte[] text, int start, int length, byte[] by) => [.. text[..start], .. by, .. text[(start + length)..]];

    private static byte[] Repeated(byte[] piece, SeededRandom random)
    {
        int most = Math.Max(1, (random.NextInt32(32) == 0 ? LongestRun : 512) / piece.Length);
        var run = new MemoryStream();
        for (int left = 1 + random.NextInt32(most); left > 0; left--)
            run.Write(piece);
        return run.ToArray();
    }

    private static (int Start, int Length) NumberNear(byte[] text, List<(int Start, int Length)> tokens, int first)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            (int start, int length) = tokens[(first + i) % tokens.Count];
            if (text[start] is (>= (byte)'0' and <= (byte)'9') or (byte)'-')
                return (start, length);
        }
        return tokens[first];
    }

    private static List<(int Start, int Length)> Tokens(byte[] text)
    {
        List<(int, int)> tokens = [];
        int at = 0;
        while (at < text.Length && tokens.Count < MostTokens)
        {
            int end = at + 1;
            if (text[at] is (byte)'"' or (byte)'\'')
            {
                int closing = text.AsSpan(end).IndexOf(text[at]);
                end = closing < 0 ? end : end + closing + 1;
            }
            else if (IsOfWord(text[at]))
            {
                while (end < text.Length && IsOfWord(text[end]))
                    end++;
            }
            tokens.Add((at, end - at));
            at = end;
        }
        return tokens;
    }

    private static bool IsOfWord(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'_' or (byte)'.' or (byte)'+' or (byte)'-' or >= 0x80;
}
