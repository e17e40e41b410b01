import type { ExpiredLink, Glimpse } from '../../feedback/consent/preferences-link.ts';
import { MailtoPublisher } from './mailto.tsx';
import { maskAddress } from './mask-address.ts';
import { Page, type Publisher, wordsOf } from './page-layout.tsx';
import { readerPath } from './reader-path.ts';
import { say } from './say.tsx';

interface FreshLinkProps {
  readonly publisher: Publisher;
  readonly token: string;
  readonly canMail: boolean;
  /** On the button. */
  readonly label: string;
}

/** The way to a reader's own page, or whom to write to where no link can be mailed. */
export function MailLink({ publisher, token, canMail, label }: FreshLinkProps) {
  const words = wordsOf(publisher);
  if (!canMail) {
    const address = <MailtoPublisher publisher={publisher} subject={words.subjectMine} />;
    return <p>{say(words.cannotMail, { address })}</p>;
  }
  return (
    <form method="post" action={readerPath.preferences(token)}>
      <input type="hidden" name="act" value="link" />
      <button type="submit" class="second">
        {label}
      </button>
    </form>
  );
}

interface FoundProps {
  readonly publisher: Publisher;
  readonly token: string;
}

/** The same whatever came of it: whether an address may be mailed is nobody's business who has only its link. */
export function LinkAskedPage({
  publisher,
  token,
  found,
}: FoundProps & { readonly found: Glimpse | ExpiredLink }) {
  const words = wordsOf(publisher);
  const who = found.kind === 'glimpse' ? <strong>{maskAddress(found.address)}</strong> : words.addressOfLink;
  const address = <MailtoPublisher publisher={publisher} subject={words.subjectMine} />;
  return (
    <Page publisher={publisher} section={words.preferences} title={words.askedTitle}>
      <p>{say(words.asked, { who })}</p>
      <p class="quiet">{say(words.askedWait, { address })}</p>
      <p class="quiet">
        <a href={readerPath.preferences(token)}>{words.backBefore}</a>
      </p>
    </Page>
  );
}

/** For a link that was mailed and whose time is over. */
export function ExpiredLinkPage({ publisher, token, found }: FoundProps & { readonly found: ExpiredLink }) {
  const words = wordsOf(publisher);
  return (
    <Page publisher={publisher} section={words.preferences} title={words.expiredTitle}>
      <p>{words.expired}</p>
      <MailLink publisher={publisher} token={token} canMail={found.canMail} label={words.mailNewLink} />
      <p class="quiet">{words.expiredLeave}</p>
    </Page>
  );
}
