// Advice that fails when it is followed is worse than none: for each type that cannot be read this says what mends it,
// by what the array is for.
namespace Vdsh.Data.Formats;

internal static class TypeAdvice
{
    private const string Number = "array = numpy.unique(array, return_inverse=True)[1]";
    private const string Pack =
        "codes are bits: encode features with 'vdsh encode', or pack bits with numpy.packbits(bits, axis=1, "
            + "bitorder='little')";

    /// <summary>How to turn an array of a type that is not read into one that is; ends without a full stop.</summary>
    /// <param name="code">numpy's code of the type without the byte order, for example "U5" or "c8".</param>
    /// <param name="use">What the array is for.</param>
    public static string For(string code, ArrayUse use) => use switch
    {
        ArrayUse.Features => ForFeatures(code),
        ArrayUse.Labels => $"number the classes: {Trusted(code)}{Number}",
        ArrayUse.Codes => Pack,
        _ => ForIds(code),
    };

    /// <summary>How to turn a structured array into a plain one.</summary>
    public static string ForStructure(ArrayUse use) => use switch
    {
        ArrayUse.Features => "convert it: array = numpy.lib.recfunctions.structured_to_unstructured(array)",
        ArrayUse.Codes => Pack,
        _ => "save one of its fields: array = array['NAME']",
    };

    private static string ForFeatures(string code) => code[0] switch
    {
        'U' or 'S' or 'a' => "text that spells numbers becomes numbers with array.astype('float32'); a category needs "
            + "a column of 0 and 1 for each of its values",
        'O' => $"convert it: {Trusted(code)}array = array.astype('float32')",
        'c' => "give both parts as features: array = numpy.concatenate([array.real, array.imag], axis=1)",
        'M' => "give times as seconds: array = (array - array.min()) / numpy.timedelta64(1, 's')",
        'm' => "give times as seconds: array = array / numpy.timedelta64(1, 's')",
        'V' => "save it again after array.astype('float32') in the program that made it",
        _ => "convert it: array = array.astype('float32')",
    };

    private static string ForIds(string code) => code[0] switch
    {
        'U' or 'S' or 'a' or 'V'
            => "ids are whole numbers: keep the names in a list of your own and give their places, "
                + "numpy.arange(len(array))",
        'O' => $"ids are whole numbers: {Trusted(code)}array = numpy.array([int(value) for value in array])",
        'f' => "floating-point numbers stop holding every whole number at 2^53 (float64) or 2^24 (float32): save the "
            + "ids from where they were whole numbers",
        'M' or 'm' => "convert it: array = array.astype('int64')",
        _ => "ids are whole numbers: save them as int64",
    };

    private static string Trusted(string code)
        => code[0] == 'O' ? "the file holds Python objects, which could run code; where you trust it, array = "
            + "numpy.load(FILE, allow_pickle=True); " : "";
}
