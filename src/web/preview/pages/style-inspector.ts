/** The inspector: sections that open by themselves, and what stands in them. */
export const inspectorStyle = `
.inspector { grid-area: inspector; min-height: 0; overflow-y: auto; background: var(--paper); border-left: 1px solid var(--edge); scrollbar-gutter: stable; }
@media (max-width: 68rem) { .inspector { border-top: 1px solid var(--edge); border-left: 0; scrollbar-gutter: auto; } }
.inspector > details { border-bottom: 1px solid var(--edge); }
.inspector > details > summary {
  display: flex; align-items: baseline; gap: .75rem; padding: .6rem 1rem; cursor: pointer; list-style: none;
}
.inspector summary::-webkit-details-marker { display: none; }
.inspector > details > summary:hover { background: var(--raise); }
.inspector > details > summary:focus-visible { outline-offset: -3px; }
.inspector > details > summary::before { content: "›"; width: .6em; color: var(--soft); transition: transform .1s; }
.inspector > details[open] > summary::before { transform: rotate(90deg); }
.inspector h2 { flex: none; font-size: 14px; font-weight: 650; }
.brief { min-width: 0; margin-left: auto; overflow: hidden; color: var(--soft); font-size: 13px; text-overflow: ellipsis; white-space: nowrap; font-variant-numeric: tabular-nums; }
.brief.bad { color: var(--bad); font-weight: 600; } .brief.warn { color: var(--warn); } .brief.good { color: var(--good); }
.body { display: grid; gap: .75rem; padding: .1rem 1rem 1.1rem; }
.body > * { min-width: 0; }
.path { overflow-wrap: anywhere; }

.findings { display: grid; gap: .65rem; }
.findings li { padding-left: .7rem; border-left: 3px solid var(--warn); content-visibility: auto; contain-intrinsic-size: auto 4.5em; }
.findings li.error { border-color: var(--bad); }
.findings p { font-size: 13px; overflow-wrap: anywhere; }
.findings .head { display: flex; align-items: baseline; gap: .4rem; }
.severity { color: var(--warn); font-weight: 600; } .error .severity { color: var(--bad); }
.findings code { color: var(--soft); }
span.line { margin-left: auto; color: var(--soft); white-space: nowrap; }
button.line, .hosts button {
  padding: 0; border: 0; background: none; text-align: left; cursor: pointer; text-decoration: underline;
  text-decoration-color: var(--red); text-underline-offset: 2px; overflow-wrap: anywhere;
}
button.line { margin-left: auto; white-space: nowrap; }
button.line:hover, .hosts button:hover { color: var(--red); }
@media (prefers-color-scheme: dark) { button.line:hover, .hosts button:hover { color: var(--bad); } }

form { display: grid; gap: .35rem; }
label { font-size: 13px; font-weight: 600; }
input {
  width: 100%; min-height: 32px; padding: .25rem .6rem; border: 1px solid var(--soft); border-radius: 5px; background: var(--raise);
}
input::placeholder { color: var(--soft); opacity: 1; }
form .button { justify-self: start; }
.search { grid-template-columns: minmax(0, 1fr) auto; } .search label { grid-column: 1 / -1; }
.readers a { display: grid; grid-template-columns: minmax(0, 1fr) auto; padding: .3rem .5rem; border-radius: 5px; text-decoration: none; }
.readers a:hover { background: var(--raise); } .readers a[aria-current] { background: var(--tint); }
.readers b { font-weight: 600; overflow: hidden; text-overflow: ellipsis; }
.readers span { grid-column: 1; color: var(--soft); font-size: 12.5px; overflow: hidden; text-overflow: ellipsis; }
.readers i { grid-column: 2; grid-row: 1; color: var(--soft); font-size: 12.5px; }
.by-hand summary { color: var(--soft); font-size: 13px; cursor: pointer; } .by-hand[open] summary { margin-bottom: .6rem; }
.by-hand label { text-transform: none; }
.problem { padding: .5rem .75rem; border-left: 3px solid var(--bad); background: var(--raise); font-size: 13px; overflow-wrap: anywhere; }

.facts, .slots { display: grid; gap: .25rem; font-size: 13px; }
.facts div, .slots div { display: grid; grid-template-columns: 8.5em minmax(0, 1fr); gap: .5rem; }
dt { color: var(--soft); } dd { overflow-wrap: anywhere; font-variant-numeric: tabular-nums; }
.slots .fallback i { margin-left: .5em; padding: 0 .4em; border-radius: 3px; background: var(--tint); font-size: 12px; }
.limit { width: 100%; height: 12px; }
.limit::-webkit-meter-bar { height: 10px; border: 1px solid var(--edge); border-radius: 5px; background: var(--raise); }
.limit::-webkit-meter-optimum-value { background: var(--good); } .limit::-webkit-meter-suboptimum-value { background: var(--warn); }
.weights { width: 100%; border-collapse: collapse; font-size: 13px; }
caption { padding-bottom: .3rem; color: var(--soft); text-align: left; }
.weights th { width: 40%; padding: .12rem .5rem .12rem 0; font-weight: 400; text-align: left; }
.weights td:nth-child(2) { width: 34%; }
.weight { display: block; height: 8px; width: max(2px, var(--share)); border-radius: 2px; background: var(--bar); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; color: var(--soft); }

#checked { color: var(--soft); font-size: 13px; }
.hosts > li { border-top: 1px solid var(--edge); }
.hosts summary { display: flex; justify-content: space-between; gap: .5rem; padding: .3rem 0; cursor: pointer; list-style: none; }
.hosts b { font-weight: 500; overflow-wrap: anywhere; }
.hosts ul { padding: 0 0 .5rem .75rem; }
.hosts li li { font-size: 12.5px; line-height: 1.45; padding: .15rem 0; content-visibility: auto; contain-intrinsic-size: auto 1.8em; }
.hosts li i { margin-left: .4em; color: var(--soft); }
[data-verdict] { display: inline; } [data-verdict].dead { color: var(--bad); font-weight: 600; } [data-verdict].moved { color: var(--warn); } [data-verdict].alive { color: var(--good); }
.support { display: grid; gap: .6rem; }
.support li { padding-left: .7rem; border-left: 3px solid var(--edge); font-size: 13px; content-visibility: auto; contain-intrinsic-size: auto 4em; }
.support li.open { border-color: var(--warn); }
.support i, .support .fallback { color: var(--soft); }

.inbox { overflow: hidden; border: 1px solid var(--edge); border-radius: 6px; background: var(--raise); font-size: 13px; }
.inbox li { padding: .45rem .7rem; } .inbox li + li { border-top: 1px solid var(--edge); }
.inbox .from { display: flex; justify-content: space-between; gap: .5rem; }
.inbox i { color: var(--soft); font-size: 12px; } .inbox i.cut { color: var(--warn); }
.inbox .line b { font-weight: 600; } .inbox .line span { color: var(--soft); }
.inbox.phone { max-width: 17rem; } .inbox.phone .line span { display: block; }
.inbox .from b { font-weight: 600; }
output { font-size: 13px; overflow-wrap: anywhere; } output:empty { display: none; }
`;
