import type { WordKey } from '../../content/words/words.ts';
import type { Glimpse } from '../../feedback/consent/preferences-link.ts';
import { MailLink } from './fresh-link-page.tsx';
import { maskAddress, maskAddresses } from './mask-address.ts';
import { Page, type Publisher, wordsOf } from './page-layout.tsx';
import { readerPath } from './reader-path.ts';
import { say } from './say.tsx';

interface GlimpseProps {
  readonly publisher: Publisher;
  readonly found: Glimpse;
  readonly token: string;
}

const titles: Readonly<Record<Glimpse['standing'], WordKey>> = {
  mailed: 'subscribedTitle',
  left: 'leftTitle',
  stopped: 'stoppedTitle',
  unlisted: 'unlistedTitle',
};

/** What whoever has an issue may see of its reader: an address that only they know again, the lists, and the way out. */
export function GlimpsePage({ publisher, found, token }: GlimpseProps) {
  const { standing, lists } = found;
  const words = wordsOf(publisher);
  const leave = <a href={readerPath.unsubscribe(token)}>{words.neverAgainLink}</a>;
  return (
    <Page
      publisher={publisher}
      section={words.preferences}
      title={words[titles[standing]]}
      isDone={standing === 'left'}
    >
      <p>
        <Standing publisher={publisher} found={found} />
      </p>
      {lists.length > 0 && (
        <dl>
          <div>
            <dt>{lists.length > 1 ? words.lists : words.list}</dt>
            <dd>{maskAddresses(lists.join(', '))}</dd>
          </div>
        </dl>
      )}
      {standing === 'mailed' && <UnsubscribeForm publisher={publisher} token={token} />}
      {(standing === 'stopped' || standing === 'unlisted') && (
        <p class="quiet">{say(words.neverAgain, { unsubscribe: leave })}</p>
      )}
      <OwnPage publisher={publisher} found={found} token={token} />
    </Page>
  );
}

function Standing({ publisher, found }: Omit<GlimpseProps, 'token'>) {
  const words = wordsOf(publisher);
  const who = <strong>{maskAddress(found.address)}</strong>;
  const sentence = { mailed: words.everyIssue, left: words.noMoreIssues, stopped: words.noIssues };
  const said = found.standing === 'unlisted' ? words.noIssues : sentence[found.standing];
  return <>{say(said, { who, name: publisher.name })}</>;
}

/** Where the rest is, and why not here. */
function OwnPage({ publisher, found, token }: GlimpseProps) {
  const words = wordsOf(publisher);
  const isWayBack = found.standing === 'left';
  return (
    <section aria-labelledby="own">
      <h2 id="own">{isWayBack ? words.changedMindTitle : words.ownPageTitle}</h2>
      <p>{say(isWayBack ? words.ownPageWhyLeft : words.ownPageWhy, { name: publisher.name })}</p>
      <MailLink publisher={publisher} token={token} canMail={found.canMail} label={words.mailLink} />
    </section>
  );
}

interface UnsubscribeFormProps {
  readonly publisher: Publisher;
  readonly token: string;
}

/** To the one way out that there is, which mail programs use too. */
export function UnsubscribeForm({ publisher, token }: UnsubscribeFormProps) {
  return (
    <form method="post" action={readerPath.unsubscribe(token)}>
      <input type="hidden" name="via" value="page" />
      <button type="submit">{wordsOf(publisher).unsubscribe}</button>
    </form>
  );
}
