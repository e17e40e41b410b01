import { raw, html as template } from 'hono/html';
import { kilobytes } from '../facts/kilobytes.ts';
import { frameHtml, htmlPart, textPart } from '../looks/frame.ts';
import type { PreviewEmail, PreviewMail, PreviewRevision } from '../source.ts';
import { type Look, widths } from '../view.ts';
import { describeIds } from './fact-lists.tsx';

export interface ExportedPreview {
  readonly revision: PreviewRevision;
  readonly email: PreviewEmail;
  readonly mail: PreviewMail;
  /** How many addresses the lists hold. */
  readonly recipients: number;
}

const policy = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'";

/** One file to share: the email in its looks, its text and what there is to say of it. No script, nothing remote. */
export async function exportPage(exported: ExportedPreview): Promise<string> {
  const { email } = exported;
  const title = `${email.rendered.subject} · Preview`;
  const page = await template`<!doctype html>${(
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="referrer" content="no-referrer" />
        <meta http-equiv="x-dns-prefetch-control" content="off" />
        <title>{title}</title>
        <style>{raw(style)}</style>
      </head>
      <body>
        <Head {...exported} />
        <Findings {...exported} />
        <Looks {...exported} />
        <section>
          <h2>Plain text</h2>
          <pre tabindex={0}>{textPart(email, exported.mail)}</pre>
        </section>
        <footer>
          <p>{describeIds(exported.mail.ids)}</p>
          <p>
            Digest <code>{email.rendered.digest}</code>
          </p>
        </footer>
      </body>
    </html>
  )}`;
  return `${page}`;
}

function Head({ revision, email, mail, recipients }: ExportedPreview) {
  const { rendered, issue } = email;
  const size = revision.inspection?.size;
  const bytes = size
    ? Math.max(size.htmlBytes, size.encodedHtmlBytes)
    : Buffer.byteLength(htmlPart(email, mail));
  return (
    <header>
      <p>
        {[rendered.newsletter.name, issue.number === null ? '' : `Issue ${issue.number}`, issue.date]
          .filter(Boolean)
          .join(' · ')}
      </p>
      <h1>{rendered.subject}</h1>
      <p>{rendered.preheader}</p>
      <dl>
        <Fact
          name="Recipients"
          value={`${recipients.toLocaleString('en')} on the lists, before those who left`}
        />
        <Fact name="Size" value={`${kilobytes(bytes)} of the 102 kB that Gmail shows`} />
        <Fact
          name="Shown as"
          value={mail.to.name ? `${mail.to.name} <${mail.to.address}>` : mail.to.address}
        />
        <Fact name="File" value={issue.path} />
      </dl>
    </header>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function Findings({ revision: { inspection } }: ExportedPreview) {
  const findings = inspection?.findings ?? [];
  const none = inspection === null ? 'The email has not been looked over yet.' : 'Nothing to mend.';
  return (
    <section>
      <h2>Findings</h2>
      {findings.length === 0 && <p>{none}</p>}
      <ul>
        {findings.map(({ severity, rule, line, message }) => (
          <li class={severity}>
            <b>{severity}</b> <code>{rule}</code> {line === null ? '' : `line ${line}`}
            <br />
            {message}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Images stay off: whoever opens the file should not be seen to have done so. */
function Looks({ email, mail }: ExportedPreview) {
  const html = htmlPart(email, mail);
  const framed = (look: Look) => frameHtml(html, { look, images: false, styles: true, clip: false });
  const shown = [
    { look: 'light', name: 'Light', html: framed('light') },
    { look: 'dark', name: 'Dark', html: framed('dark') },
  ];
  return (
    <>
      {shown.map(({ name, html: content }) => (
        <section>
          <h2>{name}</h2>
          <div class="frames">
            {[widths.desktop, widths.phone].map((width) => (
              <iframe sandbox="" srcdoc={content} title={`${name}, ${width} px`} style={`width:${width}px`} />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}

const style = `
:root { color-scheme: light dark; --ink: #24211d; --soft: #635c53; --paper: #f4f2ee; --edge: #d6d1c8; --red: #9e2a2f; --bad: #a3222a; --warn: #7d5200; }
@media (prefers-color-scheme: dark) { :root { --ink: #ece6dd; --soft: #aaa095; --paper: #1c1a18; --edge: #3b3631; --red: #d76a6a; --bad: #ff9a94; --warn: #e6b45c; } }
body { margin: 0 auto; padding: 2rem 1rem 4rem; max-width: 1110px; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
header { border-top: 4px solid var(--red); padding-top: 1rem; } header > p, dt, footer { color: var(--soft); }
h1 { margin: .2rem 0; font-size: 1.6rem; line-height: 1.25; } h2 { margin: 2.5rem 0 .75rem; font-size: 1.1rem; } p { margin: 0 0 .3rem; }
dl { margin: 1.25rem 0 0; } dl div { display: grid; grid-template-columns: 7rem minmax(0, 1fr); } dd { margin: 0; }
ul { margin: 0; padding: 0; list-style: none; } li { margin: 0 0 .75rem; padding-left: .75rem; border-left: 3px solid var(--warn); } li.error { border-color: var(--bad); }
.frames { display: flex; flex-wrap: wrap; gap: 1rem; } iframe { max-width: 100%; height: 44rem; border: 1px solid var(--edge); border-radius: 4px; background: #fff; }
pre { padding: 1rem; border: 1px solid var(--edge); border-radius: 4px; white-space: pre-wrap; font: 13px/1.5 ui-monospace, Menlo, Consolas, monospace; max-height: 44rem; overflow: auto; }
footer { margin-top: 3rem; font-size: 13px; }
`;
