import type { WordKey } from '../../content/words/words.ts';
import type { ReaderPreferences, Standing, StopReason } from '../../feedback/consent/preferences-link.ts';
import { MailtoPublisher } from './mailto.tsx';
import { Page, type Publisher, wordsOf } from './page-layout.tsx';
import { Knowledge } from './reader-knowledge.tsx';
import { say } from './say.tsx';
import { writtenDate } from './written-date.ts';

interface ReaderProps {
  readonly publisher: Publisher;
  readonly reader: ReaderPreferences;
}

interface StoppedProps extends ReaderProps {
  readonly stopped: Extract<Standing, { kind: 'stopped' }>;
}

const stops: Readonly<Record<StopReason, WordKey>> = {
  'hard-bounce': 'stopHardBounce',
  'repeated-soft-bounce': 'stopSoftBounce',
  complaint: 'stopComplaint',
  manual: 'stopManual',
};

/** For whom no issue reaches for a reason that is not theirs to lift. */
export function StoppedPage({ publisher, reader, stopped }: StoppedProps) {
  const { reason, since, hasLeft } = stopped;
  const words = wordsOf(publisher);
  const values = {
    date: writtenDate(since, publisher.language),
    name: publisher.name,
    who: <strong>{reader.address}</strong>,
    why: words[stops[reason]],
  };
  const address = <MailtoPublisher publisher={publisher} subject={words.subjectBack} />;
  return (
    <Page publisher={publisher} section={words.preferences} title={words.stoppedTitle}>
      <p>
        {say(words.stopped, values)}
        {hasLeft && ` ${words.stoppedLeft}`}
      </p>
      <p>{say(words.stoppedBack, { address })}</p>
      {!hasLeft && <StayAway publisher={publisher} />}
      <Knowledge publisher={publisher} reader={reader} />
    </Page>
  );
}

/** For whom nothing stops issues, but whom no list names. */
export function UnlistedPage({ publisher, reader }: ReaderProps) {
  const words = wordsOf(publisher);
  const values = {
    name: publisher.name,
    who: <strong>{reader.address}</strong>,
    address: <MailtoPublisher publisher={publisher} subject={words.subjectOn} />,
  };
  return (
    <Page publisher={publisher} section={words.preferences} title={words.unlistedTitle}>
      <p>{say(words.unlisted, values)}</p>
      <StayAway publisher={publisher} />
      <Knowledge publisher={publisher} reader={reader} />
    </Page>
  );
}

/** A way to say no for good, for those who get nothing anyway: a list may name them again. */
function StayAway({ publisher }: { readonly publisher: Publisher }) {
  return (
    <>
      <p class="quiet">{wordsOf(publisher).stayAway}</p>
      <LeaveForm publisher={publisher} isQuiet />
    </>
  );
}

interface LeaveFormProps {
  readonly publisher: Publisher;
  readonly isQuiet?: boolean;
}

/** To the address the page has, which is the reader's own. */
export function LeaveForm({ publisher, isQuiet = false }: LeaveFormProps) {
  return (
    <form method="post">
      <input type="hidden" name="act" value="leave" />
      <button type="submit" class={isQuiet ? 'second' : undefined}>
        {wordsOf(publisher).unsubscribe}
      </button>
    </form>
  );
}
