import { createHash } from 'node:crypto';
import { deriveColours, mixColours } from '../../email/template/colours.ts';
import type { Palette, Theme } from '../../email/template/theme.ts';

/** The theme of the newsletter's issues. */
export type PageColours = Pick<Theme, 'light' | 'dark'>;

/** A card of paper and a penny red, for who has no theme. */
const ownLight =
  '--ground: #efe9dd; --card: #fffdf8; --edge: #e0d6c4; --ink: #251f19; --soft: #62584b; ' +
  '--red: #9e2a2f; --press: #86212a; --on-red: #fffaf3; --focus: #1f5fbf; --cancel: #2b2722;';
const ownDark =
  '--ground: #151311; --card: #211d1a; --edge: #3a332c; --ink: #f2ebe0; --soft: #b9ad9d; ' +
  '--red: #b84445; --press: #a63a3c; --on-red: #fff; --focus: #8ab8ff; --cancel: #efe6d8;';

/** How much darker a button is while it is pressed. */
const pressed = 0.12;

function variables(palette: Palette): string {
  const { page, card, rule, text, muted, accent, link, heading } = palette;
  const { onAccent } = deriveColours(palette);
  const press = mixColours(accent, onAccent === '#ffffff' ? '#000000' : '#ffffff', pressed);
  return (
    `--ground: ${page}; --card: ${card}; --edge: ${rule}; --ink: ${text}; --soft: ${muted}; ` +
    `--red: ${accent}; --press: ${press}; --on-red: ${onAccent}; --focus: ${link}; --cancel: ${heading};`
  );
}

/** The one style sheet of the public pages, in whatever light the reader has chosen. */
export function pageStyle(colours?: PageColours): string {
  return `
:root {
  color-scheme: light dark;
  ${colours ? variables(colours.light) : ownLight}
}
@media (prefers-color-scheme: dark) {
  :root {
    ${colours ? variables(colours.dark) : ownDark}
  }
}
${sheet}`;
}

/** What Content-Security-Policy (level 2, section 7.19) names the sheet by: the only style that a page may have. */
export function pageStyleHash(colours?: PageColours): string {
  return `sha256-${createHash('sha256').update(pageStyle(colours)).digest('base64')}`;
}

const sheet = `* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; min-height: 100svh; padding: 2rem 1rem;
  display: flex; flex-direction: column; align-items: center; justify-content: center;
  background: var(--ground); color: var(--ink);
  font: 1.0625rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif;
}
main {
  width: 100%; max-width: 33rem; padding: 2.75rem 3rem 2.5rem; background: var(--card);
  border: 1px solid var(--edge); border-radius: 6px; overflow-wrap: anywhere;
  box-shadow: 0 1px 2px rgb(60 40 20 / .06), 0 12px 40px rgb(60 40 20 / .08);
}
.top { display: flex; align-items: flex-end; justify-content: space-between; gap: 1rem; }
.newsletter { margin: 0; color: var(--soft); font-size: .9375rem; }
h1 {
  margin: .25rem 0 1.1rem; font-family: "Iowan Old Style", Charter, "Palatino Linotype", Georgia, "Liberation Serif", serif;
  font-size: clamp(1.75rem, 6vw, 2.25rem); font-weight: 600; line-height: 1.15; letter-spacing: -.01em; text-wrap: balance;
}
section { margin-top: 2rem; padding-top: 1.5rem; border-top: 1px solid var(--edge); }
h2 { margin: 0 0 .75rem; font-size: 1.0625rem; font-weight: 600; line-height: 1.3; }
dl { margin: 0 0 1.25rem; font-size: .9375rem; }
dl > div { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 5fr); gap: 1rem; padding: .3rem 0; }
dt { color: var(--soft); }
dt::first-letter { text-transform: uppercase; }
dd { margin: 0; }
p { margin: 0 0 1rem; text-wrap: pretty; }
strong { font-weight: 600; }
form { margin: 1.75rem 0 1.5rem; }
button {
  min-height: 3rem; padding: .7rem 1.75rem; border: 0; border-radius: 5px; background: var(--red); color: var(--on-red);
  font: inherit; font-weight: 600; cursor: pointer;
}
button:hover { background: var(--press); }
button.second { background: none; color: var(--ink); box-shadow: inset 0 0 0 2px var(--red); }
button.second:hover { background: var(--ground); }
section form { margin: 1.25rem 0 .25rem; }
a { color: inherit; text-decoration-color: var(--red); text-decoration-thickness: 2px; text-underline-offset: .2em; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 3px; border-radius: 3px; }
.quiet { color: var(--soft); font-size: .9375rem; }
.quiet:last-child { margin-bottom: 0; }
.note { padding: .75rem 1rem; border-inline-start: 4px solid var(--red); background: var(--ground); font-size: .9375rem; }
.stamp { flex: none; width: 4.75rem; height: 5.75rem; margin: -.35rem -.35rem 0 0; overflow: visible; }
.paper { fill: var(--red); }
.holes { fill: none; stroke: var(--card); stroke-width: 5; stroke-linecap: round; stroke-dasharray: 0 8; }
.frame { fill: none; stroke: var(--on-red); stroke-width: 1.25; opacity: .75; }
.initial {
  fill: var(--on-red); font: 600 34px "Iowan Old Style", Charter, Georgia, "Liberation Serif", serif; text-anchor: middle;
}
.postmark { fill: none; stroke: var(--cancel); stroke-width: 2; opacity: .7; }
footer { margin-top: 1.5rem; color: var(--soft); font-size: .875rem; text-align: center; }
@media (max-width: 30rem) {
  body { justify-content: flex-start; padding: 1rem .75rem 2rem; }
  main { padding: 1.75rem 1.5rem; }
  .stamp { width: 3.75rem; height: 4.5rem; }
  button { width: 100%; }
}
@media (forced-colors: active) { button { border: 2px solid ButtonText; } .stamp { display: none; } }
`;
