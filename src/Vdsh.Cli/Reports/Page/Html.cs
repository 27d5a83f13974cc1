// Names and paths come from users: nothing reaches the page without passing here.
using System.Net;

namespace Vdsh.Cli.Reports.Page;

internal static class Html
{
    /// <summary>Text as it may stand between tags and inside quoted attributes.</summary>
    public static string Encode(string text) => WebUtility.HtmlEncode(text);
}
