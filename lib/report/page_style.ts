/** The style sheet of a report: narrow pages first, light first; paper is light, whatever the screen is. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --background: #ffffff; --panel: #f5f7f9; --ink: #1d2733; --muted: #57636f; --line: #dde2e7;
  --accent: #2a75ab; --soft: #b9d7ec; --warning: #8a4b08; --warning-panel: #fdf3e3;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --background: #14191f; --panel: #1c232b; --ink: #e8ecf0; --muted: #a7b1bc; --line: #303943;
    --accent: #62b0e2; --soft: #2b5674; --warning: #f2c079; --warning-panel: #2e2515;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2rem 1rem 3rem; max-width: 66rem;
  background: var(--background); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, sans-serif;
  overflow-wrap: break-word;
}
h1 { margin: 0; font-size: clamp(1.7rem, 1.2rem + 2vw, 2.4rem); line-height: 1.2; letter-spacing: -0.015em; }
h2 { margin: 0 0 1rem; font-size: 1.35rem; line-height: 1.3; letter-spacing: -0.01em; }
h3 { margin: 2rem 0 0.5rem; font-size: 1.05rem; }
p { margin: 0 0 1rem; max-width: 44rem; }
section { margin-top: 3rem; padding-top: 2rem; border-top: 1px solid var(--line); }
header p { margin: 0; }
.small { font-size: 0.875rem; color: var(--muted); }
.subtitle { margin-top: 0.35rem; font-size: 1.1rem; color: var(--muted); }
.protocol { margin-top: 1.75rem; }
.warning { padding: 0.7rem 1rem; border-radius: 0.5rem; background: var(--warning-panel); }
.warning strong { margin-right: 0.4rem; color: var(--warning); }
code { padding: 0.1em 0.35em; border-radius: 0.3em; background: var(--panel); font-size: 0.9em; }
.command { white-space: nowrap; }
footer { margin-top: 3rem; padding-top: 1.25rem; border-top: 1px solid var(--line); }

.numbers { display: grid; grid-template-columns: 1fr 1fr; gap: 0.75rem; margin: 1.75rem 0 0; }
@media (min-width: 46rem) { .numbers { grid-template-columns: repeat(4, 1fr); } }
.numbers > div { padding: 1rem 1.1rem; border-radius: 0.75rem; background: var(--panel); }
.numbers .main { grid-column: 1 / -1; padding: 1.25rem 1.35rem 1.35rem; }
dt { font-size: 0.875rem; color: var(--muted); }
dd { margin: 0; }
.numbers b { display: block; font-size: 1.6rem; line-height: 1.3; font-weight: 650; font-variant-numeric: tabular-nums; }
.numbers .main b { font-size: clamp(2.6rem, 2rem + 3vw, 3.6rem); line-height: 1.15; letter-spacing: -0.02em; }
.numbers span { font-size: 0.875rem; color: var(--muted); }
.track { position: relative; display: block; height: 0.6rem; margin: 0.7rem 0 0.75rem; border-radius: 0.3rem; background: var(--line); }
.track i { position: absolute; top: 0; bottom: 0; }
.track .band { border-radius: 0.3rem; background: var(--soft); }
.track .dot { width: 0.6rem; margin-left: -0.3rem; border-radius: 50%; background: var(--accent); }
.track .chance { top: -0.25rem; bottom: -0.25rem; width: 2px; background: var(--muted); }

.columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 27rem), 1fr)); gap: 1.5rem 2.5rem; align-items: start; }
.columns > * { min-width: 0; }
figure { margin: 0 0 1rem; max-width: 32rem; }
figure svg { display: block; width: 100%; height: auto; }
figcaption { margin-top: 0.4rem; font-size: 0.875rem; color: var(--muted); }
.dark { display: none; }
@media screen and (prefers-color-scheme: dark) { .light { display: none; } .dark { display: block; } }

.scroll { overflow-x: auto; margin-bottom: 1.25rem; }
.scroll:focus-visible, summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-size: 0.9375rem; }
caption { padding-bottom: 0.5rem; text-align: left; font-weight: 600; }
th, td { padding: 0.4rem clamp(0.55rem, 1.5vw, 0.9rem) 0.4rem 0; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--line); }
th:last-child, td:last-child { padding-right: 0; }
thead th { font-size: 0.8125rem; font-weight: 500; color: var(--muted); }
tbody th { font-weight: 500; }
.number { text-align: right; font-variant-numeric: tabular-nums; }
.bar { display: inline-block; width: clamp(1.75rem, 7vw, 4rem); height: 0.5rem; margin-right: 0.6rem; border-radius: 0.25rem; background: var(--line); vertical-align: 0.05em; }
.bar i { display: block; height: 100%; border-radius: inherit; background: var(--accent); }

.clips { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 17rem), 1fr)); gap: 0.75rem; margin: 0; padding: 0; list-style: none; }
.clips li { padding: 0.9rem 1.1rem; border-radius: 0.75rem; background: var(--panel); }
.clips p { margin: 0; }
.clips audio { display: block; width: 100%; height: 2.4rem; margin-top: 0.6rem; }
.file { overflow-wrap: anywhere; }
details { margin: 0.35rem 0; }
summary { padding: 0.3rem 0; cursor: pointer; }
details[open] > summary { margin-bottom: 0.5rem; }
details caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
details table { width: auto; }
.who dd { margin-bottom: 0.6rem; }
.reasons { margin: 0; padding-left: 1.2rem; font-size: 0.875rem; }
.reasons li { overflow-wrap: anywhere; }

@media print {
  html { font-size: 9pt; }
  body { max-width: none; padding: 0; }
  section { margin-top: 1.5rem; padding-top: 1rem; }
  figure, tr, .clips li, .numbers > div { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  .bar i, .bar, .track, .track i, .numbers > div, .clips li { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  audio { display: none; }
}
`
