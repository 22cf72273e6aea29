using System.Net;

namespace OpsFunctions.Orchestrations.Evidence;

/// <summary>
/// The frame of every report: one self-contained page. Nothing is fetched from elsewhere (its content security policy
/// forbids it), and everything that comes from Azure goes through <see cref="Text"/>.
/// </summary>
public static class ReportPage
{
    /// <summary>Makes a text from outside harmless in HTML and in attributes.</summary>
    public static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <param name="title">What the report is about.</param>
    /// <param name="run">Which run it is of.</param>
    /// <param name="body">HTML of the content.</param>
    public static BinaryData Of(string title, string run, string body) => BinaryData.FromString($"""
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
        <title>{Text(title)}: {Text(run)}</title>
        <style>{Style}</style></head>
        <body><header><h1>{Text(title)}</h1><p>{Text(run)}</p></header><main>
        {body}
        </main><script>{Script}</script></body></html>

        """);

    private const string Style = """

        :root { color-scheme: light dark; --ink: #1b1f24; --soft: #5b6570; --line: #dde2e7; --back: #f6f7f9; --paper: #fff; --load: #7aa7e0; --limit: #8a949e; --good: #1a7f4b; --warn: #b35900; --bad: #b3261e; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --soft: #9aa4ae; --line: #343b43; --back: #14181c; --paper: #1c2126; --load: #4a78b5; --limit: #8a949e; --good: #5cc28d; --warn: #e8a15a; --bad: #ef8a83; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.45 system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; }
        header, main { max-width: 1400px; margin: 0 auto; padding: 16px 20px 0; }
        main { padding-bottom: 40px; }
        h1 { margin: 0; font-size: 24px; }
        header p, .small { margin: 2px 0; color: var(--soft); font-size: 13px; }
        .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 12px 0 20px; }
        .card { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 12px 14px; }
        .card b { display: block; font-size: 26px; line-height: 1.2; }
        .card span { color: var(--soft); font-size: 13px; }
        .card.save b { color: var(--good); }
        details { background: var(--paper); border: 1px solid var(--warn); border-radius: 8px; padding: 8px 14px; margin-bottom: 20px; }
        details li { overflow-wrap: anywhere; }
        table { width: 100%; border-collapse: collapse; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; }
        th, td { text-align: left; vertical-align: top; padding: 8px 10px; border-bottom: 1px solid var(--line); }
        th { position: sticky; top: 0; background: var(--paper); font-size: 13px; color: var(--soft); white-space: nowrap; }
        th[data-sort] { cursor: pointer; }
        th[aria-sort=ascending]::after { content: " ▲"; }
        th[aria-sort=descending]::after { content: " ▼"; }
        .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .why { font-size: 13px; color: var(--soft); min-width: 220px; overflow-wrap: anywhere; }
        .arrow { color: var(--soft); }
        .tag { display: inline-block; border-radius: 10px; padding: 1px 9px; font-size: 13px; border: 1px solid currentColor; }
        .tag.resize { color: var(--good); } .tag.shutdown { color: var(--warn); } .tag.unknown { color: var(--bad); } .tag.keep { color: var(--soft); }
        svg { display: block; width: 180px; height: 48px; }
        svg .load { fill: var(--load); } svg .limit { stroke: var(--limit); stroke-dasharray: 4 3; fill: none; } svg .target { stroke: var(--good); stroke-width: 1.5; fill: none; }
        .key svg { display: inline-block; width: 18px; height: 10px; margin: 0 2px 0 10px; vertical-align: baseline; } .key svg:first-child { margin-left: 0; }
        code { font-size: 12px; overflow-wrap: anywhere; }
        @media (max-width: 900px) {
          header, main { padding-left: 12px; padding-right: 12px; }
          .cards { grid-template-columns: repeat(2, 1fr); gap: 8px; }
          table, tbody { display: block; border: 0; background: none; }
          thead { display: block; } thead::before { content: "Sort by"; display: block; color: var(--soft); font-size: 13px; margin-bottom: 4px; } thead tr { display: flex; flex-wrap: wrap; gap: 6px; margin-bottom: 8px; }
          thead th { position: static; border: 1px solid var(--line); border-radius: 10px; padding: 3px 9px; } thead th:not([data-sort]) { display: none; }
          tbody tr { display: block; background: var(--paper); border: 1px solid var(--line); border-radius: 8px; margin-bottom: 10px; padding: 6px 0; }
          tbody td { display: flex; gap: 12px; justify-content: space-between; border: 0; padding: 4px 12px; text-align: right; min-width: 0; }
          tbody td::before { content: attr(data-label); color: var(--soft); font-size: 13px; flex: 0 0 84px; text-align: left; }
          tbody td:first-child { display: block; text-align: left; } tbody td:first-child::before { content: none; }
          .why { min-width: 0; text-align: left; }
        }

        """;

    // Sorts a table by a click (or Enter) on its head; the order it came in stays the tie-breaker.
    private const string Script = """

        for (const table of document.querySelectorAll('table.sortable')) {
          const body = table.tBodies[0];
          table.querySelectorAll('th').forEach((head, column) => {
            if (!head.dataset.sort) return;
            head.tabIndex = 0;
            const sort = () => {
              const down = head.getAttribute('aria-sort') === 'ascending' || (!head.hasAttribute('aria-sort') && head.dataset.sort === 'number');
              for (const other of head.parentNode.children) other.removeAttribute('aria-sort');
              head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
              const value = row => row.cells[column].dataset.value;
              const compare = head.dataset.sort === 'number' ? (a, b) => value(a) - value(b) : (a, b) => value(a).localeCompare(value(b));
              body.append(...[...body.rows].sort((a, b) => down ? compare(b, a) : compare(a, b)));
            };
            head.addEventListener('click', sort);
            head.addEventListener('keydown', event => { if (event.key === 'Enter') sort(); });
          });
        }

        """;
}
