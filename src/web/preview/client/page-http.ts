import { watchActions } from './actions-http.ts';
import { measureContrast } from './contrast.ts';
import { allFrames, fitFrames, refreshFrames } from './frames-http.ts';
import { followLinks, rememberPage, showPage } from './navigate-http.ts';
import { watchGrips } from './resize.ts';
import { showPlaces } from './show-place.ts';

/** The page's own script: it makes of every link and form of the page a change in place, and follows the file. */
function start(): void {
  rememberPage();
  for (const hidden of document.querySelectorAll<HTMLElement>('button[hidden]')) hidden.hidden = false;
  followLinks();
  watchGrips();
  watchActions();
  showPlaces(allFrames);
  fitFrames(measureContrast);
  followChanges();
}

/**
 * The email comes first and everything about it a moment later, each as an event with the version of the revision. In
 * between the inspector keeps what it says: it is read by whoever writes.
 */
function followChanges(): void {
  const events = new EventSource('events');
  const live = document.getElementById('live')?.dataset;
  const seen = { version: Number(live?.['version'] ?? 0), isInspected: live?.['inspected'] === 'yes' };
  const note = (data: string, isInspected: boolean) => {
    const version = Number(data);
    const isNewer = version > seen.version;
    const isNews = isNewer || (isInspected && !seen.isInspected);
    if (isNews) Object.assign(seen, { version, isInspected });
    return { isNewer, isNews };
  };
  events.addEventListener('email', ({ data }: MessageEvent<string>) => {
    if (note(data, false).isNewer) void refreshFrames();
  });
  events.addEventListener('inspection', ({ data }: MessageEvent<string>) => {
    const { isNewer, isNews } = note(data, true);
    if (isNewer) void refreshFrames();
    if (isNews) void showPage(location.href);
  });
  events.addEventListener('open', () => setAway(false));
  events.addEventListener('error', () => setAway(true));
}

/** The program was stopped, or does not answer: what stands here is not what the file says any more. */
function setAway(isAway: boolean): void {
  document.getElementById('live')?.classList.toggle('away', isAway);
}

start();
