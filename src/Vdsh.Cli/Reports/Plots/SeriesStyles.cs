// A method looks the same in every plot of a page, whatever else the plot shows.
namespace Vdsh.Cli.Reports.Plots;

/// <summary>Gives each name a style, in the order in which names are first asked for.</summary>
internal sealed class SeriesStyles
{
    private readonly Dictionary<string, SeriesStyle> styles = new(StringComparer.Ordinal);

    /// <summary>The style of a name.</summary>
    public SeriesStyle this[string name]
    {
        get
        {
            if (!styles.TryGetValue(name, out SeriesStyle style))
                styles[name] = style = new SeriesStyle(styles.Count);
            return style;
        }
    }
}
