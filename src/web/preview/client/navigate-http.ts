import { showIn, watchFrame } from './frames-http.ts';

/** Makes links and forms of the page change it in place; the address follows, so that a reload and Back keep it. */
export function followLinks(): void {
  document.addEventListener('click', (event) => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-swap]') : null;
    if (link === null || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    go(link.href);
  });
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches('[data-search], [data-form]')) return;
    event.preventDefault();
    go(addressOf(form));
  });
  document.addEventListener('input', searchAsTyped);
  document.addEventListener('toggle', keepOpen, true);
  document.addEventListener('click', closeMenus);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') closeMenus();
  });
  addEventListener('popstate', () => void showPage(location.href));
}

function go(href: string): void {
  history.pushState(null, '', href);
  void showPage(href);
}

function addressOf(form: HTMLFormElement): string {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form))
    if (typeof value === 'string' && value !== '') query.set(name, value);
  return `${location.pathname}?${query}`;
}

let typing = 0;
const typingPauseMs = 150;

function searchAsTyped({ target }: Event): void {
  if (!(target instanceof HTMLInputElement) || target.id !== 'q' || !target.form) return;
  const { form } = target;
  clearTimeout(typing);
  typing = window.setTimeout(() => {
    history.replaceState(null, '', addressOf(form));
    void showPage(location.href);
  }, typingPauseMs);
}

/** Which sections stand open is part of the address, but not worth a step of Back. */
function keepOpen({ target }: Event): void {
  if (!(target instanceof HTMLDetailsElement) || target.dataset['section'] === undefined) return;
  const open = [...document.querySelectorAll<HTMLDetailsElement>('details[data-section][open]')];
  const query = new URLSearchParams(location.search);
  query.set('open', open.map(({ dataset }) => dataset['section']).join(','));
  history.replaceState(null, '', `?${query}`);
}

/** Closes the menus of the panes, but for the one that the event happened in. */
function closeMenus(event?: Event): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>('[data-menu][open]')) {
    if (event?.target instanceof Node && menu.contains(event.target)) continue;
    const hadFocus = menu.contains(document.activeElement);
    menu.open = false;
    if (hadFocus) menu.querySelector('summary')?.focus();
  }
}

let latest = 0;

/** Brings the page to what the server now says of an address; a slower answer to an earlier question is dropped. */
export async function showPage(href: string): Promise<void> {
  latest += 1;
  const asked = latest;
  const answer = await fetch(href);
  if (!answer.ok) return;
  const text = await answer.text();
  if (asked !== latest) return;
  const page = new DOMParser().parseFromString(text, 'text/html');
  const restoreFocus = rememberFocus();
  document.title = page.title;
  document.getElementById('canvas')?.setAttribute('class', page.getElementById('canvas')?.className ?? '');
  for (const id of ['top', 'faults']) swap(id, page);
  swapTools(page);
  swapPanes(page);
  swapSections(page);
  for (const hidden of document.querySelectorAll<HTMLElement>('button[hidden]')) hidden.hidden = false;
  restoreFocus();
}

function swap(id: string, page: Document): void {
  const [old, next] = [document.getElementById(id), page.getElementById(id)];
  if (old && next && old.outerHTML !== next.outerHTML) old.replaceChildren(...next.childNodes);
  if (old && next) for (const { name, value } of next.attributes) old.setAttribute(name, value);
}

function swapTools(page: Document): void {
  const [old, next] = [document.querySelector('.tools'), page.querySelector('.tools')];
  if (old && next) old.replaceChildren(...next.childNodes);
}

/** A pane that stays keeps its frame, since a frame that is moved is loaded anew. */
function swapPanes(page: Document): void {
  const panes = document.getElementById('panes');
  if (panes === null) return;
  const old = [...panes.querySelectorAll<HTMLElement>('.pane')];
  const next = [...page.querySelectorAll<HTMLElement>('.pane')];
  for (const [at, pane] of next.entries()) {
    const kept = old[at];
    if (kept === undefined) {
      panes.append(pane);
      for (const frame of pane.querySelectorAll('iframe')) watchFrame(frame);
    } else swapPane(kept, pane);
  }
  for (const gone of old.slice(next.length)) gone.remove();
}

function swapPane(old: HTMLElement, next: HTMLElement): void {
  for (const { name, value } of next.attributes) old.setAttribute(name, value);
  swapUnlessSame(old.querySelector('.bar'), next.querySelector('.bar'));
  swapUnlessSame(old.querySelector('[data-note] span'), next.querySelector('[data-note] span'));
  const [grip, nextGrip] = [old.querySelector('.grip'), next.querySelector('.grip')];
  if (grip && nextGrip) for (const { name, value } of nextGrip.attributes) grip.setAttribute(name, value);
  const [frame, nextFrame] = [old.querySelector('iframe'), next.querySelector('iframe')];
  if (frame === null || nextFrame === null) return;
  frame.title = nextFrame.title;
  const src = nextFrame.dataset['src'] ?? '';
  if (frame.dataset['src'] !== src) void showIn(frame, src);
}

/** Section by section: one that says the same keeps what is open, scrolled or selected in it. */
function swapSections(page: Document): void {
  const inspector = document.getElementById('inspector');
  const next = page.getElementById('inspector');
  if (inspector === null || next === null) return;
  if (inspector.children.length !== next.children.length) {
    inspector.replaceChildren(...next.childNodes);
    return;
  }
  for (const section of [...next.children]) {
    const old = document.getElementById(section.id);
    swapUnlessSame(old?.querySelector('summary') ?? null, section.querySelector('summary'));
    const isSame = swapUnlessSame(old?.querySelector('.body') ?? null, section.querySelector('.body'));
    if (!isSame && old instanceof HTMLDetailsElement && section.hasAttribute('open')) old.open = true;
  }
}

const sections = '.bar, [data-note] span, #inspector summary, #inspector .body';

/** Keeps what the server said of each part of the page, before the script changes anything in it. */
export function rememberPage(): void {
  for (const part of document.querySelectorAll(sections)) said.set(part, part.innerHTML);
}

/** Compared with what the server said before, since the script changes what stands in the page. */
const said = new WeakMap<Element, string>();

function swapUnlessSame(old: Element | null, next: Element | null): boolean {
  if (old === null || next === null) return true;
  const isSame = (said.get(old) ?? old.innerHTML) === next.innerHTML;
  said.set(old, next.innerHTML);
  if (!isSame) {
    old.replaceChildren(...next.childNodes);
  }
  return isSame;
}

/** What has the focus is found again by its id, or by its place and name, after the page around it was swapped. */
function rememberFocus(): () => void {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || focused === document.body) return () => undefined;
  const { id } = focused;
  const label = focused.getAttribute('aria-label') ?? focused.textContent ?? '';
  const area = focused.closest('[id]')?.id;
  const caret = focused instanceof HTMLInputElement ? focused.selectionStart : null;
  return () => {
    if (focused.isConnected) return;
    const inArea = area
      ? document.getElementById(area)?.querySelectorAll<HTMLElement>('a, button, summary, input')
      : [];
    const again =
      (id && document.getElementById(id)) ||
      [...(inArea ?? [])].find((one) => nameOf(one) === nameOf(focused, label));
    again?.focus({ preventScroll: true });
    // Whoever types on while the page is fetched keeps what they typed.
    if (again instanceof HTMLInputElement && focused instanceof HTMLInputElement) again.value = focused.value;
    if (again instanceof HTMLInputElement && caret !== null && again.type !== 'email')
      again.setSelectionRange(caret, caret);
  };
}

/** On and off stand in the name of a switch, which it keeps but for that. */
function nameOf(
  element: HTMLElement,
  label = element.getAttribute('aria-label') ?? element.textContent ?? '',
): string {
  return label.replace(/ (?:on|off)(?=,)/, '');
}
