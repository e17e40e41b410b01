import type { Child } from 'hono/jsx';
import { kilobytes } from '../facts/kilobytes.ts';
import { isUnprovided, type PreviewState } from '../facts/state.ts';
import type { PageView } from '../view.ts';
import { InboxLists, LinkTable, MessageFacts, SizeBars, SupportList } from './fact-lists.tsx';
import { FindingList } from './findings.tsx';
import type { PageProps } from './page-props.ts';
import { ReaderChoice } from './readers.tsx';

/** Everything there is to know of the email, in sections that open by themselves. */
export function Inspector(props: PageProps) {
  const { view, shown, context } = props;
  return (
    <aside id="inspector" class="inspector" tabindex={-1} aria-label="Inspector">
      <Section id="reader" title="As whom" brief={readerBrief(props)} view={view}>
        <ReaderChoice {...props} />
      </Section>
      {shown && (
        <>
          <Section
            id="findings"
            title="Findings"
            brief={findingsBrief(shown.state)}
            view={view}
            tone={tone(shown.state)}
          >
            <FindingList inspection={shown.state.inspection} path={shown.email.issue.path} />
          </Section>
          <Section id="inbox" title="Inbox" brief="" view={view}>
            <InboxLists state={shown.state} from={shown.email.rendered.newsletter.from.name} />
          </Section>
          <Section id="size" title="Size" brief={sizeBrief(shown.state)} view={view}>
            <SizeBars state={shown.state} />
          </Section>
          <Section id="links" title="Links" brief={linksBrief(shown.state)} view={view}>
            <LinkTable links={shown.state.links} />
          </Section>
          <Section id="support" title="Client support" brief={supportBrief(shown.state)} view={view}>
            <SupportList inspection={shown.state.inspection} />
          </Section>
          <Section id="message" title="Message" brief={shown.state.digest.slice(0, 12)} view={view}>
            <MessageFacts state={shown.state} mail={shown.mail} route={context.route} view={view} />
          </Section>
        </>
      )}
    </aside>
  );
}

interface SectionProps {
  readonly id: string;
  readonly title: string;
  readonly brief: string;
  readonly view: PageView;
  readonly tone?: string;
  readonly children: Child;
}

function Section({ id, title, brief, view, tone = '', children }: SectionProps) {
  return (
    <details id={id} data-section={id} open={view.open.includes(id)}>
      <summary>
        <h2>{title}</h2>
        <span class={`brief ${tone}`}>{brief}</span>
      </summary>
      <div class="body">{children}</div>
    </details>
  );
}

function readerBrief({ shown, view }: PageProps): string {
  if (shown === null || view.as === null) return 'nobody in particular';
  const { name, address } = shown.mail.to;
  return name || address;
}

function tone({ inspection }: PreviewState): string {
  if (inspection === null) return '';
  if (inspection.findings.some(({ severity }) => severity === 'error')) return 'bad';
  return inspection.findings.length > 0 ? 'warn' : 'good';
}

function findingsBrief({ inspection }: PreviewState): string {
  if (inspection === null) return 'looking…';
  const errors = inspection.findings.filter(({ severity }) => severity === 'error').length;
  const warnings = inspection.findings.length - errors;
  if (errors + warnings === 0) return 'none';
  return [errors > 0 ? count(errors, 'error') : '', warnings > 0 ? count(warnings, 'warning') : '']
    .filter(Boolean)
    .join(', ');
}

function sizeBrief({ inspection, message, clip }: PreviewState): string {
  const bytes = inspection
    ? Math.max(inspection.size.htmlBytes, inspection.size.encodedHtmlBytes)
    : message.htmlBytes;
  return `${kilobytes(bytes)} of ${kilobytes(clip.atBytes)}`;
}

function linksBrief({ links }: PreviewState): string {
  const all = links.reduce((sum, host) => sum + host.links.length, 0);
  return `${all} to ${count(links.length, 'host')}`;
}

function supportBrief({ inspection }: PreviewState): string {
  if (inspection === null) return 'looking…';
  const open = inspection.support.filter(isUnprovided).length;
  return open === 0 ? 'all provided for' : `${count(open, 'feature')} without fallback`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
