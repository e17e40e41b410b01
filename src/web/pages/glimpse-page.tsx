import type { Glimpse } from '../../feedback/consent/preferences-link.ts';
import { MailLink } from './fresh-link-page.tsx';
import { maskAddress, maskAddresses } from './mask-address.ts';
import { Page, type Publisher } from './page-layout.tsx';
import { readerPath } from './reader-path.ts';

interface GlimpseProps {
  readonly publisher: Publisher;
  readonly found: Glimpse;
  readonly token: string;
}

const titles: Readonly<Record<Glimpse['standing'], string>> = {
  mailed: 'You are subscribed',
  left: 'You are unsubscribed',
  stopped: 'No issues go to you',
  unlisted: 'You are on no list',
};

/** What whoever has an issue may see of its reader: an address that only they know again, the lists, and the way out. */
export function GlimpsePage({ publisher, found, token }: GlimpseProps) {
  const { standing, lists } = found;
  return (
    <Page publisher={publisher} section="Preferences" title={titles[standing]} isDone={standing === 'left'}>
      <p>
        <Standing publisher={publisher} found={found} />
      </p>
      {lists.length > 0 && (
        <dl>
          <div>
            <dt>{lists.length > 1 ? 'Lists' : 'List'}</dt>
            <dd>{maskAddresses(lists.join(', '))}</dd>
          </div>
        </dl>
      )}
      {standing === 'mailed' && <UnsubscribeForm token={token} />}
      {(standing === 'stopped' || standing === 'unlisted') && (
        <p class="quiet">
          If you want none ever again, <a href={readerPath.unsubscribe(token)}>unsubscribe</a>.
        </p>
      )}
      <OwnPage publisher={publisher} found={found} token={token} />
    </Page>
  );
}

function Standing({ publisher, found }: Omit<GlimpseProps, 'token'>) {
  const who = <strong>{maskAddress(found.address)}</strong>;
  if (found.standing === 'mailed')
    return (
      <>
        Every new issue of {publisher.name} goes to {who}.
      </>
    );
  return (
    <>
      {who} gets no {found.standing === 'left' && 'more '}issues of {publisher.name}.
    </>
  );
}

/** Where the rest is, and why not here. */
function OwnPage({ publisher, found, token }: GlimpseProps) {
  const isWayBack = found.standing === 'left';
  return (
    <section aria-labelledby="own">
      <h2 id="own">{isWayBack ? 'Changed your mind?' : 'Your own page'}</h2>
      <p>
        What {publisher.name} knows of you{isWayBack && ', and the way back,'} is on a page of your own. This
        link came with an issue, which others may have by now, so the link to that page is mailed to the
        address above.
      </p>
      <MailLink publisher={publisher} token={token} canMail={found.canMail} label="Mail me the link" />
    </section>
  );
}

/** To the one way out that there is, which mail programs use too. */
export function UnsubscribeForm({ token }: { readonly token: string }) {
  return (
    <form method="post" action={readerPath.unsubscribe(token)}>
      <input type="hidden" name="via" value="page" />
      <button type="submit">Unsubscribe</button>
    </form>
  );
}
