// Where the features of an item are its pixels, they are the picture too.
using Vdsh.Data.Formats;

namespace Vdsh.Data;

/// <summary>Grey pictures made of features: row-major pixels, 0 black, the maximum white.</summary>
internal sealed class PixelImages : ItemImages
{
    private readonly FeatureMatrix pixels;
    private readonly int width, height;
    private readonly float maximum;

    /// <param name="pixels">n x (width height).</param>
    /// <param name="width">Pixels across.</param>
    /// <param name="height">Pixels down.</param>
    /// <param name="maximum">The feature that is drawn white.</param>
    public PixelImages(FeatureMatrix pixels, int width, int height, float maximum)
    {
        if (pixels.Columns != width * height)
            throw new ArgumentException($"{pixels.Columns} features are not {width} x {height} pixels.", nameof(pixels));
        this.pixels = pixels;
        this.width = width;
        this.height = height;
        this.maximum = maximum;
    }

    public override int Count => pixels.Rows;

    public override ItemImage this[int row]
    {
        get
        {
            float[] values = new float[pixels.Columns];
            pixels.CopyRow(row, values);
            byte[] grey = Array.ConvertAll(values, value => (byte)Math.Clamp(MathF.Round(value / maximum * 255), 0, 255));
            return new ItemImage("image/png", PngWriter.Write(grey, width, height), width, height);
        }
    }
}
