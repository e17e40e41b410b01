/** Called with every document that a pane shows, each time it is new. */
type OnShown = (frame: HTMLIFrameElement) => void;

const listeners = new Set<OnShown>();

export function allFrames(): HTMLIFrameElement[] {
  return [...document.querySelectorAll<HTMLIFrameElement>('.frame iframe')];
}

/** Looks at every document of a pane, those of now and those to come. */
export function fitFrames(onShown: OnShown): void {
  listeners.add(onShown);
  for (const frame of allFrames()) watchFrame(frame);
}

export function watchFrame(frame: HTMLIFrameElement): void {
  frame.addEventListener('load', () => tell(frame));
  if (frame.contentDocument?.readyState === 'complete' && frame.contentDocument.body?.childNodes.length)
    tell(frame);
}

function tell(frame: HTMLIFrameElement): void {
  const inside = frame.contentDocument;
  // A link of the email would take the pane away; what it leads to stands in the inspector.
  inside?.addEventListener('click', stopLinks);
  inside?.addEventListener('auxclick', stopLinks);
  for (const listener of listeners) listener(frame);
}

function stopLinks(event: Event): void {
  event.preventDefault();
}

/** Brings every pane up to date in place, so that nothing flickers and nobody loses their place in the email. */
export async function refreshFrames(): Promise<void> {
  await Promise.all(allFrames().map((frame) => showIn(frame, frame.dataset['src'] ?? '')));
}

/**
 * Shows the document of an address in a frame. In place where it can be: a new document would begin at its top. Images
 * are let through by the policy of the document, so turning them on or off takes a new one.
 */
export async function showIn(frame: HTMLIFrameElement, src: string): Promise<void> {
  const inside = frame.contentDocument;
  const isSameKind = kindOf(frame.dataset['src'] ?? '') === kindOf(src);
  frame.dataset['src'] = src;
  if (!inside?.documentElement || !isSameKind) {
    frame.contentWindow?.location.replace(src);
    return;
  }
  const answer = await fetch(src);
  if (!answer.ok || frame.dataset['src'] !== src) return;
  swapDocument(frame, inside, await answer.text());
}

/** What one document can become without being loaded anew. */
function kindOf(src: string): string {
  const { pathname, searchParams } = new URL(src, location.href);
  return `${pathname} ${searchParams.get('images') ?? ''}`;
}

function swapDocument(frame: HTMLIFrameElement, inside: Document, html: string): void {
  const parsed = new DOMParser().parseFromString(html, 'text/html').documentElement;
  const { scrollX = 0, scrollY = 0 } = frame.contentWindow ?? {};
  for (const { name } of [...inside.documentElement.attributes]) inside.documentElement.removeAttribute(name);
  for (const { name, value } of parsed.attributes) inside.documentElement.setAttribute(name, value);
  inside.documentElement.replaceChildren(...inside.importNode(parsed, true).childNodes);
  frame.contentWindow?.scrollTo(scrollX, scrollY);
  for (const listener of listeners) listener(frame);
}
