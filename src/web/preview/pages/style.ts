import { inspectorStyle } from './style-inspector.ts';

/** The frame of the page: its colours, the top bar and the panes. One accent, the penny red of the public pages. */
const frameStyle = `
:root {
  color-scheme: light dark;
  --ground: #e9e6e0; --paper: #fbfaf8; --raise: #fff; --edge: #d6d1c8; --ink: #24211d; --soft: #635c53;
  --red: #9e2a2f; --press: #84212a; --on-red: #fff; --tint: #f6e7e5; --focus: #1f5fbf;
  --bad: #a3222a; --warn: #7d5200; --good: #2b6535; --bar: #b7847f;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #131211; --paper: #1c1a18; --raise: #26231f; --edge: #3b3631; --ink: #ece6dd; --soft: #aaa095;
    --red: #b84445; --press: #a63a3c; --on-red: #fff; --tint: #3a2322; --focus: #8ab8ff;
    --bad: #ff9a94; --warn: #e6b45c; --good: #87c792; --bar: #8c5450;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { scrollbar-color: var(--edge) transparent; }
body {
  margin: 0; height: 100vh; height: 100dvh; display: grid; overflow: hidden;
  grid-template: auto minmax(0, 1fr) / minmax(0, 1fr) 20rem; grid-template-areas: "top top" "canvas inspector";
  background: var(--ground); color: var(--ink);
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
h1, h2, p, ul, ol, dl, dd { margin: 0; }
ul, ol { padding: 0; list-style: none; }
i { font-style: normal; }
code { font: .92em ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
button, input { font: inherit; color: inherit; }
a { color: inherit; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; border-radius: 4px; }
#canvas:focus, #inspector:focus { outline: none; }
.unseen, .skip:not(:focus) {
  position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
}
.skip:focus { position: absolute; z-index: 9; top: 8px; left: 8px; padding: 6px 12px; background: var(--raise); }
.quiet { color: var(--soft); font-size: 13px; }

.top {
  grid-area: top; display: flex; align-items: center; gap: 1.25rem; padding: .6rem 1rem; min-width: 0;
  background: var(--paper); border-bottom: 1px solid var(--edge);
}
.top .name { display: flex; align-items: center; gap: .75rem; min-width: 0; flex: 1 1 auto; }
.top .name > div { min-width: 0; }
.top p { color: var(--soft); font-size: 12.5px; line-height: 1.35; }
.top h1 { font-size: 16px; font-weight: 650; line-height: 1.3; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.stamp { flex: none; width: 24px; height: 30px; fill: var(--red); }
.stamp .letter { fill: var(--on-red); }
.live { flex: none; display: flex; align-items: center; gap: .5rem; min-width: 11.5em; font-variant-numeric: tabular-nums; }
.live i { width: 8px; height: 8px; border-radius: 50%; background: var(--good); }
.live.broken { color: var(--bad); } .live.broken i { background: var(--bad); }
.live.away i { background: var(--warn); }
.actions { flex: none; display: flex; gap: .4rem; }
.button {
  display: inline-block; min-height: 30px; padding: .25rem .7rem; border: 1px solid var(--edge); border-radius: 5px;
  background: var(--raise); color: var(--ink); font-size: 13px; line-height: 20px; text-decoration: none; cursor: pointer; white-space: nowrap;
}
.button:hover { border-color: var(--soft); }
.button.strong { background: var(--red); border-color: var(--red); color: var(--on-red); font-weight: 600; }
.button.strong:hover { background: var(--press); }

#canvas { grid-area: canvas; display: flex; flex-direction: column; min-width: 0; min-height: 0; }
.tools { flex: none; display: flex; flex-wrap: wrap; gap: .25rem .75rem; padding: .5rem 10px 0; }
.presets, .group { display: flex; flex-wrap: wrap; gap: 1px; }
.chip {
  display: inline-block; padding: 3px 7px; border: 1px solid transparent; border-radius: 5px; color: var(--soft);
  font-size: 12.5px; line-height: 18px; text-decoration: none; white-space: nowrap; cursor: pointer;
}
.chip:hover { color: var(--ink); background: var(--raise); }
.chip[aria-current] { background: var(--tint); color: var(--ink); box-shadow: inset 0 -2px 0 var(--red); }
.chip.add { border: 1px dashed var(--edge); } .chip.close { margin-left: auto; font-size: 15px; }

.faults { flex: none; margin: .75rem 10px 0; padding: .75rem 1rem; background: var(--raise); border-left: 4px solid var(--bad); border-radius: 4px; max-height: 38vh; overflow: auto; }
.faults h2 { color: var(--bad); font-size: 15px; }
.faults li { margin: .35rem 0; overflow-wrap: anywhere; }
.faults code { font-weight: 600; }
.faults p { color: var(--soft); font-size: 13px; }
.stale .frame iframe { opacity: .45; }

.panes { flex: 1 1 auto; min-height: 0; display: flex; gap: 8px; padding: .5rem 10px .4rem; overflow-x: auto; scroll-padding: 10px; }
.pane {
  flex: none; display: flex; flex-direction: column; width: calc(var(--width) + 2px); min-width: 0; min-height: 0;
  margin-right: 6px;
}
.pane:first-child { margin-left: auto; } .pane:last-child { margin-right: auto; }
.bar { flex: none; container-type: inline-size; }
.row { display: flex; align-items: center; gap: .15rem .5rem; min-height: 29px; }
.row .group { flex-wrap: nowrap; }
.row .width { color: var(--soft); font-size: 12px; font-variant-numeric: tabular-nums; white-space: nowrap; }
@container (max-width: 384px) { .row .width { display: none; } }
@container (max-width: 340px) { .row, .row .group { flex-wrap: wrap; } }
.menu { position: relative; }
.menu summary { padding: 3px 7px; border-radius: 5px; font-size: 13px; font-weight: 650; line-height: 18px; cursor: pointer; white-space: nowrap; list-style: none; }
.menu summary::-webkit-details-marker { display: none; }
.menu summary::after { content: "▾"; margin-left: .35em; color: var(--soft); }
.menu summary:hover { background: var(--raise); }
.menu .list {
  position: absolute; z-index: 5; top: 100%; left: 0; display: grid; padding: 4px; background: var(--raise);
  border: 1px solid var(--edge); border-radius: 6px; box-shadow: 0 6px 24px rgb(0 0 0 / .18);
}
.frame { position: relative; flex: 1 1 auto; min-height: 12rem; }
.frame iframe { display: block; width: 100%; height: 100%; border: 1px solid var(--edge); border-radius: 4px; background: #fff; }
.grip { position: absolute; top: 0; bottom: 0; right: -10px; width: 9px; cursor: ew-resize; touch-action: none; border-radius: 4px; }
.grip::after { content: ""; position: absolute; left: 3px; top: calc(50% - 18px); width: 3px; height: 36px; border-radius: 2px; background: var(--soft); opacity: .55; }
.grip:hover::after, .grip:focus-visible::after { background: var(--red); opacity: 1; }
.sizing iframe { pointer-events: none; }
.note { flex: none; height: 3.1em; padding-top: 4px; overflow: hidden; color: var(--soft); font-size: 12px; line-height: 1.35; }
.note .contrast { color: var(--warn); }

@media (max-width: 68rem) {
  body { height: auto; min-height: 100dvh; display: block; overflow: visible; }
  .top { flex-wrap: wrap; gap: .5rem 1rem; }
  .top h1 { white-space: normal; }
  .frame { height: 70vh; flex: none; }
  .panes { scroll-snap-type: x proximity; }
  .pane { scroll-snap-align: center; }
}
@media (max-width: 40rem) {
  .top .name { flex-basis: 100%; }
  .actions { flex: 1 1 100%; flex-wrap: wrap; }
  .row .width { display: none; }
  .pane { max-width: calc(100vw - 1.5rem); }
  .row { flex-wrap: wrap; }
  .row .group { flex-wrap: wrap; }
  .panes { gap: .5rem; }
}
@media (prefers-reduced-motion: no-preference) { .live i { transition: background .2s; } .frame iframe { transition: opacity .15s; } }
@media (forced-colors: active) { .chip[aria-current] { outline: 2px solid Highlight; } }
`;

export const previewStyle = frameStyle + inspectorStyle;
