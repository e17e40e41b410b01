import type { ReaderPreferences } from '../../feedback/consent/preferences-link.ts';
import { MailtoPublisher } from './mailto.tsx';
import type { Publisher } from './page-layout.tsx';
import { writtenDate } from './written-date.ts';

interface KnowledgeProps {
  readonly publisher: Publisher;
  readonly reader: ReaderPreferences;
}

/** What the lists say of a reader, so far as the newsletter shows it; the rest they are told when they ask (GDPR article 15). */
export function Knowledge({ publisher, reader }: KnowledgeProps) {
  return (
    <section aria-labelledby="known">
      <h2 id="known">What {publisher.name} knows of you</h2>
      <dl>
        {factsOf(reader).map(([label, value]) => (
          <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">
        It also keeps which issues were sent to you, when and how you left or came back, and perhaps more of
        the list than stands here. For a copy of everything, or to have it corrected or erased, write to{' '}
        <MailtoPublisher publisher={publisher} subject="What you know of me" />.
      </p>
    </section>
  );
}

type Fact = readonly [label: string, value: string];

/** What is empty is not known. */
function factsOf(reader: ReaderPreferences): Fact[] {
  const { address, name, fields, lists } = reader;
  const facts: Fact[] = [
    ['Address', address],
    ['Name', name],
    ...Object.entries(fields),
    [lists.length > 1 ? 'Lists' : 'List', lists.join(', ') || 'none'],
    sinceOf(reader),
  ];
  return facts.filter(([, value]) => value.trim() !== '');
}

/** An import is the day on which we first read the list, which need not be the day on which they joined it. */
function sinceOf({ lists, standing }: ReaderPreferences): Fact {
  if (lists.length === 0 || standing.kind !== 'welcome' || standing.since === null) return ['', ''];
  return [standing.hasReturned ? 'Subscribed again' : 'On record since', writtenDate(standing.since)];
}
