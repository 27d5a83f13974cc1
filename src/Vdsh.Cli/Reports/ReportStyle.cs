// The report's style sheet: readable in light and dark, on screen and on paper, without any file beside the page.
namespace Vdsh.Cli.Reports;

internal static class ReportStyle
{
    public const string Css = """
        :root { color-scheme: light dark; --paper: #ffffff; --ink: #1d232b; --soft: #5d6773; --rule: #d8dde3; --band: #f4f6f8;
          --s0: #1f6fb2; --s1: #d1601f; --s2: #2e8b57; --s3: #8a4fb0; --s4: #b23a48; --s5: #6b7078; }
        @media (prefers-color-scheme: dark) { :root { --paper: #14181d; --ink: #e4e8ed; --soft: #9aa5b1; --rule: #333b45; --band: #1c2229;
          --s0: #6cb2ee; --s1: #f09a5e; --s2: #6fce9a; --s3: #c497e6; --s4: #ef8090; --s5: #a9b0b8; } }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, "Segoe UI", Roboto, sans-serif; }
        main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
        h1 { font-size: 1.7rem; margin: 0 0 .4rem; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; }
        p { margin: .4rem 0; } .soft, footer { color: var(--soft); }
        .wide { overflow-x: auto; } .plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(22rem, 1fr)); gap: 1.5rem; }
        table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
        th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--rule); text-align: left; white-space: nowrap; }
        td.number, th.number { text-align: right; } tbody tr:nth-child(odd) { background: var(--band); }
        figure { margin: 0; } figcaption { color: var(--soft); font-size: .85rem; }
        svg { width: 100%; height: auto; } svg text { fill: var(--soft); font-size: 12px; }
        .grid { stroke: var(--rule); stroke-width: 1; } .axis { fill: none; stroke: var(--soft); stroke-width: 1; }
        .line { fill: none; stroke-width: 2; }
        .line.s0 { stroke: var(--s0); } .line.s1 { stroke: var(--s1); } .line.s2 { stroke: var(--s2); }
        .line.s3 { stroke: var(--s3); } .line.s4 { stroke: var(--s4); } .line.s5 { stroke: var(--s5); }
        .dot.s0, .bar.s0 { fill: var(--s0); } .dot.s1, .bar.s1 { fill: var(--s1); } .dot.s2, .bar.s2 { fill: var(--s2); }
        .dot.s3, .bar.s3 { fill: var(--s3); } .dot.s4, .bar.s4 { fill: var(--s4); } .dot.s5, .bar.s5 { fill: var(--s5); }
        @media print { main { max-width: none; } .plots { grid-template-columns: 1fr 1fr; } }
        """;
}
