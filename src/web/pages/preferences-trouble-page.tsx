import { Page, type Publisher, wordsOf } from './page-layout.tsx';
import { say } from './say.tsx';

interface TroublePageProps {
  readonly publisher: Publisher;
}

/** For a POST that does not say what it wants. */
export function UnclearChangePage({ publisher }: TroublePageProps) {
  const words = wordsOf(publisher);
  return (
    <Page publisher={publisher} section={words.preferences} title={words.changeTitle}>
      <p>{words.changeUnclear}</p>
      <LookForm label={words.showPreferences} />
    </Page>
  );
}

/** While the database cannot be reached. */
export function PreferencesUnavailablePage({ publisher }: TroublePageProps) {
  const words = wordsOf(publisher);
  return (
    <Page publisher={publisher} section={words.preferences} title={words.notNowTitle}>
      <p>{say(words.changeNotNow, { nothing: <strong>{words.nothingChanged}</strong> })}</p>
      <LookForm label={words.tryAgain} />
    </Page>
  );
}

/** By GET, to the address the page has. */
function LookForm({ label }: { readonly label: string }) {
  return (
    <form>
      <button type="submit">{label}</button>
    </form>
  );
}
