import { raw } from 'hono/html';
import type { PaneKind } from '../view.ts';

const style = `
:root { color-scheme: light dark; }
body { margin: 0; padding: 14px 16px 32px; font: 13px/1.55 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace;
  background: #fff; color: #24221f; }
pre { margin: 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; }
.mime, .html { font-size: 12px; }
.name { color: #8d2529; font-weight: 600; }
.more { color: #6b655d; }
@media (prefers-color-scheme: dark) {
  body { background: #1b1a18; color: #e6e1d9; }
  .name { color: #f0908d; } .more { color: #a59d92; }
}`;

const titles: Readonly<Record<Exclude<PaneKind, 'email'>, string>> = {
  text: 'Plain text',
  headers: 'Headers',
  mime: 'Message source',
  html: 'HTML source',
};

/** The text of a pane that shows no email: as plain as a mail reader has it. */
export function SourcePage({
  what,
  text,
}: {
  readonly what: Exclude<PaneKind, 'email'>;
  readonly text: string;
}) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>{titles[what]}</title>
        <style>{raw(style)}</style>
      </head>
      <body>
        <pre class={what}>
          {what === 'headers' ? text.split('\r\n').map(headerLine) : text.replaceAll('\r\n', '\n')}
        </pre>
      </body>
    </html>
  );
}

function headerLine(line: string) {
  const [, name, value] = /^([\x21-\x39\x3b-\x7e]+:)(.*)$/.exec(line) ?? [];
  if (name === undefined) return <span class="more">{`${line}\n`}</span>;
  return (
    <>
      <span class="name">{name}</span>
      {`${value}\n`}
    </>
  );
}
