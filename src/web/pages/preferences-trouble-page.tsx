import { Page, type Publisher } from './page-layout.tsx';

interface TroublePageProps {
  readonly publisher: Publisher;
}

/** For a POST that does not say what it wants. */
export function UnclearChangePage({ publisher }: TroublePageProps) {
  return (
    <Page publisher={publisher} section="Preferences" title="Nothing has changed">
      <p>We did not understand what was asked.</p>
      <LookForm label="Show my preferences" />
    </Page>
  );
}

/** While the database cannot be reached. */
export function PreferencesUnavailablePage({ publisher }: TroublePageProps) {
  return (
    <Page publisher={publisher} section="Preferences" title="Not just now">
      <p>
        Something is broken on our side, so we cannot show your preferences, and{' '}
        <strong>nothing has changed</strong>. Please try again in a few minutes.
      </p>
      <LookForm label="Try again" />
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
