// A number without the settings that made it cannot be repeated.
using Vdsh.Cli.Reports.Page;

namespace Vdsh.Cli.Reports.Sections;

internal static class SettingsSection
{
    public static void Write(PageWriter page, IReadOnlyList<(string Name, string Value)> settings)
    {
        if (settings.Count == 0)
            return;
        page.Begin("settings", "Settings", "");
        page.Raw("<div class=\"wide\"><table class=\"settings\"><caption class=\"hidden\">Settings</caption><tbody>\n");
        foreach ((string name, string value) in settings)
            page.Raw($"<tr><th scope=\"row\">{Html.Encode(name)}</th><td>{Html.Encode(value)}</td></tr>\n");
        page.Raw("</tbody></table></div>\n");
        page.End();
    }
}
