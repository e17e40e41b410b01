import type { ExpiredLink, Glimpse } from '../../feedback/consent/preferences-link.ts';
import { MailtoPublisher } from './mailto.tsx';
import { maskAddress } from './mask-address.ts';
import { Page, type Publisher } from './page-layout.tsx';
import { readerPath } from './reader-path.ts';

interface FreshLinkProps {
  readonly publisher: Publisher;
  readonly token: string;
  readonly canMail: boolean;
  /** On the button. */
  readonly label: string;
}

/** The way to a reader's own page, or whom to write to where no link can be mailed. */
export function MailLink({ publisher, token, canMail, label }: FreshLinkProps) {
  if (!canMail)
    return (
      <p>
        No link can be mailed just now. Write to{' '}
        <MailtoPublisher publisher={publisher} subject="My subscription" />, and say what you want.
      </p>
    );
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
  return (
    <Page publisher={publisher} section="Preferences" title="Look into your mailbox">
      <p>
        If{' '}
        {found.kind === 'glimpse' ? (
          <strong>{maskAddress(found.address)}</strong>
        ) : (
          'the address of this link'
        )}{' '}
        can be mailed, a link to your own page is on its way to it. It works for two hours from when it leaves
        us.
      </p>
      <p class="quiet">
        Some providers let a first mail wait for a quarter of an hour, and some take it for junk. No more than
        three a day are sent to one address. Nothing there? Write to{' '}
        <MailtoPublisher publisher={publisher} subject="My subscription" />.
      </p>
      <p class="quiet">
        <a href={readerPath.preferences(token)}>Back to the page before</a>
      </p>
    </Page>
  );
}

/** For a link that was mailed and whose time is over. */
export function ExpiredLinkPage({ publisher, token, found }: FoundProps & { readonly found: ExpiredLink }) {
  return (
    <Page publisher={publisher} section="Preferences" title="This link has expired">
      <p>
        Links to a reader’s own page work for two hours, since whoever has one can do what its reader can.
        Nothing has changed.
      </p>
      <MailLink publisher={publisher} token={token} canMail={found.canMail} label="Mail me a new one" />
      <p class="quiet">To leave, you need none: the link in any issue works for ever.</p>
    </Page>
  );
}
