/** Leads every button that names a place to it, in all panes at once: findings, links, faint texts. */
export function showPlaces(framesNow: () => readonly HTMLIFrameElement[]): void {
  document.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLElement>('button[data-words]') : null;
    if (button === null) return;
    const urls: string[] = JSON.parse(button.dataset['urls'] ?? '[]');
    const words = button.dataset['words'] ?? '';
    for (const frame of framesNow()) show(frame, urls, words);
  });
}

const mark = 'data-preview-mark';

function show(frame: HTMLIFrameElement, urls: readonly string[], words: string): void {
  const inside = frame.contentDocument;
  if (!inside?.body) return;
  for (const old of inside.querySelectorAll<HTMLElement>(`[${mark}]`)) {
    old.removeAttribute(mark);
    old.style.removeProperty('outline');
    old.style.removeProperty('outline-offset');
  }
  const found = byWords(inside, words) ?? byUrl(inside, urls);
  if (found === null) return;
  found.setAttribute(mark, '');
  found.style.setProperty('outline', '3px solid #d3363d', 'important');
  found.style.setProperty('outline-offset', '3px', 'important');
  found.scrollIntoView({ block: 'center' });
}

function byUrl(inside: Document, urls: readonly string[]): HTMLElement | null {
  const linked = [...inside.querySelectorAll<HTMLElement>('[href], [src]')];
  const addressOf = (element: HTMLElement) =>
    element.getAttribute('href') ?? element.getAttribute('src') ?? '';
  for (const url of urls) {
    // A relative address of the file is a whole one in the email.
    const found =
      linked.find((element) => addressOf(element) === url) ??
      linked.find((element) => addressOf(element).endsWith(url.replace(/^\.*\//, '/')));
    if (found) return found;
  }
  return null;
}

/** The smallest element that holds the words; typography may have changed quotes and blanks. */
function byWords(inside: Document, words: string): HTMLElement | null {
  const wanted = plain(words);
  if (wanted.length < 2) return null;
  for (let most = wanted.length; most >= Math.min(12, wanted.length); most = Math.floor(most * 0.7)) {
    const part = wanted.slice(0, most);
    const holder = smallest(inside.body, part);
    if (holder !== null) return holder;
  }
  return null;
}

function smallest(root: HTMLElement, part: string): HTMLElement | null {
  if (!plain(root.textContent ?? '').includes(part)) return null;
  for (const child of root.children) {
    if (isHidden(child)) continue;
    const found = smallest(child as HTMLElement, part);
    if (found !== null) return found;
  }
  return isShownText(root, part) ? root : null;
}

/** The preview text stands in the email too, but nobody sees it there. */
function isHidden(element: Element): boolean {
  return element.ownerDocument.defaultView?.getComputedStyle(element).display === 'none';
}

/** False where the words stand only in what was passed over. */
function isShownText(root: HTMLElement, part: string): boolean {
  const shown = [...root.childNodes].filter((node) => !(isElement(node) && isHidden(node)));
  return plain(shown.map(({ textContent }) => textContent ?? '').join('')).includes(part);
}

/** An element of another window is no instance of this one's class. */
function isElement(node: Node): node is Element {
  return node.nodeType === Node.ELEMENT_NODE;
}

function plain(text: string): string {
  return text
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}
