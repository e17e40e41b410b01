import type { Child } from 'hono/jsx';
import type { PreviewEmail } from '../source.ts';
import { readerQuery } from '../view.ts';
import { Inspector } from './inspector.tsx';
import type { PageProps, ShownEmail } from './page-props.ts';
import { Panes, PresetMenu } from './panes.tsx';

/** The whole page. Every control is a link or a form, so that it works without its script, only less swiftly. */
export function PreviewPage(props: PageProps) {
  const { revision, view, shown } = props;
  const { faults } = revision;
  const title = shown ? shown.state.subject : 'Nothing to show yet';
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${faults.length > 0 ? '⚠ ' : ''}${title} · Preview`}</title>
        <link rel="icon" href={icon} />
        <link rel="stylesheet" href="style.css" />
        <script type="module" src="client/page-http.js" />
      </head>
      <body>
        <a class="skip" href="#inspector">
          Skip to the inspector
        </a>
        <TopBar {...props} />
        <main id="canvas" class={faults.length > 0 ? 'stale' : ''} tabindex={-1} aria-label="Email">
          <Faults faults={faults} hasEmail={shown !== null} />
          <div class="tools">
            <PresetMenu view={view} />
          </div>
          {shown ? <Panes view={view} shown={shown} /> : <div id="panes" class="panes" />}
        </main>
        <Inspector {...props} />
      </body>
    </html>
  );
}

/** A stamp in penny red. */
const icon = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="#9e2a2f" d="M2 1h12v14H2z"/><path fill="#fffaf3" d="M5 4h3.6a2.7 2.7 0 0 1 0 5.4H7V12H5zm2 1.7v2h1.4a1 1 0 0 0 0-2z"/></svg>',
)}`;

function TopBar({ revision, view, shown }: PageProps) {
  const query = `?${readerQuery(view)}`;
  return (
    <header id="top" class="top">
      <div class="name">
        <svg class="stamp" viewBox="0 0 16 20" aria-hidden="true">
          <path d="M0 0h16v20H0z" />
          <path
            class="letter"
            d="M5 5h4.2a3.2 3.2 0 0 1 0 6.4H7.2V15H5zm2.2 2v2.5h1.7a1.2 1.2 0 0 0 0-2.5z"
          />
        </svg>
        <div>
          <p>{shown ? publication(shown) : 'Pennypost preview'}</p>
          <h1>{shown ? shown.state.subject : 'Nothing to show yet'}</h1>
        </div>
      </div>
      <LiveState revision={revision} />
      <nav class="actions" aria-label="Actions">
        <a class="button" href={`message.eml${query}`} download>
          Download .eml
        </a>
        <button class="button" type="button" data-copy={`html.txt${query}`} hidden>
          Copy HTML
        </button>
        <a class="button" href={`export.html${query}`} download>
          Export page
        </a>
        <a class="button strong" href="#send-test" data-open="message">
          Send a test
        </a>
      </nav>
    </header>
  );
}

function publication({ email: { rendered, issue } }: ShownEmail): string {
  const parts = [
    rendered.newsletter.name,
    issue.number === null ? '' : `Issue ${issue.number}`,
    issue.date ?? '',
  ];
  return parts.filter(Boolean).join(' · ');
}

function LiveState({ revision: { version, email, inspection, faults } }: Pick<PageProps, 'revision'>) {
  const isBroken = faults.length > 0;
  return (
    <p
      id="live"
      class={isBroken ? 'live broken' : 'live'}
      role="status"
      data-version={version}
      data-inspected={inspection === null ? 'no' : 'yes'}
    >
      <i aria-hidden="true" />
      <span>{isBroken ? 'Does not render' : liveWords(version, email)}</span>
    </p>
  );
}

/** The first rendering takes as long as loading MJML: no measure of what is to come. */
function liveWords(version: number, email: PreviewEmail | null): string {
  if (email === null) return 'Rendering';
  return version === 1 ? 'Follows the file' : `Rendered in ${Math.round(email.renderedInMs)} ms`;
}

function Faults({ faults, hasEmail }: { readonly faults: readonly string[]; readonly hasEmail: boolean }) {
  return (
    <div id="faults" role="alert">
      {faults.length > 0 && (
        <div class="faults">
          <h2>
            {faults.length === 1
              ? 'The last change does not render'
              : `The last change has ${faults.length} faults`}
          </h2>
          <ul>
            {faults.map((fault) => (
              <li>
                <FaultLine fault={fault} />
              </li>
            ))}
          </ul>
          {hasEmail && <p>Below is the last version that rendered.</p>}
        </div>
      )}
    </div>
  );
}

/** `issues/010.md:12:3: what is wrong`, its place set apart from its words. */
function FaultLine({ fault }: { readonly fault: string }): Child {
  const [, place, words] = /^(\S+?:\d+(?::\d+)?): (.*)$/s.exec(fault) ?? [];
  if (place === undefined) return <>{fault}</>;
  return (
    <>
      <code>{place}</code> {words}
    </>
  );
}
