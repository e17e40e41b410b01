import { watchActions } from './actions-http.ts';
import { measureContrast } from './contrast.ts';
import { fitFrames, refreshFrames } from './frames-http.ts';
import { followLinks, showPage } from './navigate-http.ts';
import { watchGrips } from './resize.ts';
import { showPlaces } from './show-place.ts';

/** The page's own script: it makes of every link and form of the page a change in place, and follows the file. */
function start(): void {
  for (const hidden of document.querySelectorAll<HTMLElement>('button[hidden]')) hidden.hidden = false;
  followLinks();
  watchGrips();
  watchActions();
  showPlaces();
  fitFrames(measureContrast);
  followChanges();
}

/** The email comes first and its findings a moment later, each as an event with the version of the edition. */
function followChanges(): void {
  const events = new EventSource('events');
  const seen = { email: shownVersion(), survey: shownVersion() };
  events.addEventListener('email', ({ data }: MessageEvent<string>) => {
    if (Number(data) <= seen.email) return;
    seen.email = Number(data);
    void refreshFrames().then(() => showPage(location.href));
  });
  events.addEventListener('survey', ({ data }: MessageEvent<string>) => {
    const isNews = Number(data) > seen.email;
    seen.email = Math.max(seen.email, Number(data));
    if (Number(data) <= seen.survey && document.body.dataset['surveyed'] === 'true') return;
    seen.survey = Number(data);
    void (isNews ? refreshFrames() : Promise.resolve()).then(() => showPage(location.href));
  });
  events.addEventListener('open', () => setAway(false));
  events.addEventListener('error', () => setAway(true));
}

function shownVersion(): number {
  return Number(document.getElementById('live')?.dataset['version'] ?? 0);
}

/** The program was stopped, or does not answer: what stands here is not what the file says any more. */
function setAway(isAway: boolean): void {
  document.getElementById('live')?.classList.toggle('away', isAway);
}

start();
