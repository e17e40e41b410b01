import type { Words } from '../../content/words/words.ts';
import type { ReaderPreferences } from '../../feedback/consent/preferences-link.ts';
import { MailtoPublisher } from './mailto.tsx';
import { type Publisher, wordsOf } from './page-layout.tsx';
import { say } from './say.tsx';
import { writtenDate } from './written-date.ts';

interface KnowledgeProps {
  readonly publisher: Publisher;
  readonly reader: ReaderPreferences;
}

/** What the lists say of a reader, so far as the newsletter shows it; the rest they are told when they ask (GDPR article 15). */
export function Knowledge({ publisher, reader }: KnowledgeProps) {
  const words = wordsOf(publisher);
  const address = <MailtoPublisher publisher={publisher} subject={words.subjectKnown} />;
  return (
    <section aria-labelledby="known">
      <h2 id="known">{say(words.knownTitle, { name: publisher.name })}</h2>
      <dl>
        {factsOf(reader, words, publisher).map(([label, value]) => (
          <div>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">{say(words.known, { address })}</p>
    </section>
  );
}

type Fact = readonly [label: string, value: string];

/** What is empty is not known. */
function factsOf(reader: ReaderPreferences, words: Words, publisher: Publisher): Fact[] {
  const { address, name, fields, lists } = reader;
  const facts: Fact[] = [
    [words.factAddress, address],
    [words.factName, name],
    ...Object.entries(fields),
    [lists.length > 1 ? words.lists : words.list, lists.join(', ') || words.factNone],
    sinceOf(reader, words, publisher),
  ];
  return facts.filter(([, value]) => value.trim() !== '');
}

/** An import is the day on which we first read the list, which need not be the day on which they joined it. */
function sinceOf({ lists, standing }: ReaderPreferences, words: Words, publisher: Publisher): Fact {
  if (lists.length === 0 || standing.kind !== 'welcome' || standing.since === null) return ['', ''];
  return [
    standing.hasReturned ? words.factAgain : words.factSince,
    writtenDate(standing.since, publisher.language),
  ];
}
