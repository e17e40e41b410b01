import { showPage } from './navigate-http.ts';

/** What the page does when asked: copy, send a test, check the links, open a section, keep a width. */
export function watchActions(): void {
  document.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element)) return;
    const copying = target.closest<HTMLElement>('[data-copy]');
    const checking = target.closest<HTMLButtonElement>('[data-check]');
    const opening = target.closest<HTMLElement>('[data-open]');
    if (copying) void copy(copying);
    if (checking) void checkLinks(checking);
    if (opening) openSection(opening.dataset['open'] ?? '');
  });
  document.addEventListener('submit', (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches('[data-test]')) return;
    event.preventDefault();
    void sendTest(form);
  });
  document.addEventListener('pane-width', keepWidth);
}

const saidForMs = 1500;

async function copy(button: HTMLElement): Promise<void> {
  const before = button.textContent ?? '';
  const answer = await fetch(button.dataset['copy'] ?? '');
  await navigator.clipboard.writeText(await answer.text());
  button.textContent = 'Copied';
  setTimeout(() => {
    button.textContent = before;
  }, saidForMs);
}

function openSection(id: string): void {
  const section = document.getElementById(id);
  if (section instanceof HTMLDetailsElement) section.open = true;
  section?.querySelector('input')?.focus();
}

async function sendTest(form: HTMLFormElement): Promise<void> {
  const said = form.querySelector('output');
  const button = form.querySelector('button');
  if (said === null || button === null) return;
  button.disabled = true;
  said.textContent = 'Sending…';
  try {
    const body = new URLSearchParams({ address: String(new FormData(form).get('address') ?? '') });
    const answer = await fetch(form.action, {
      method: 'POST',
      body,
      headers: { Accept: 'application/json' },
    });
    const text = await answer.text();
    said.textContent = answer.ok ? String(JSON.parse(text).said) : text;
  } catch (error) {
    said.textContent = `The preview does not answer: ${(error as Error).message}.`;
  } finally {
    button.disabled = false;
  }
}

interface Checked {
  readonly url: string;
  readonly kind: 'alive' | 'moved' | 'dead' | 'unverified';
  readonly to?: string;
  readonly why?: string;
}

async function checkLinks(button: HTMLButtonElement): Promise<void> {
  const said = document.getElementById('checked');
  const rows = new Map(
    [...document.querySelectorAll<HTMLElement>('[data-url]')].map(
      (row) => [row.dataset['url'], row] as const,
    ),
  );
  const verdicts = new Map<string, Checked['kind']>();
  button.disabled = true;
  try {
    for await (const checked of jsonLines(await fetch(`links${location.search}`, { method: 'POST' }))) {
      verdicts.set(checked.url, checked.kind);
      if (said) said.textContent = summary([...verdicts.values()]);
      tellVerdict(rows.get(checked.url), checked);
    }
  } catch (error) {
    if (said) said.textContent = `The check broke off: ${(error as Error).message}.`;
  }
  button.disabled = false;
}

function summary(kinds: readonly Checked['kind'][]): string {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, times]) => `${times} ${kind}`).join(', ');
}

function tellVerdict(row: HTMLElement | undefined, { kind, to, why }: Checked): void {
  const place = row?.querySelector('[data-verdict]');
  if (!row || !place) return;
  place.className = kind;
  place.textContent = to === undefined ? (why ?? kind) : `moved to ${to}`;
  // Trouble is not to be looked for behind a closed host.
  const host = row.closest('details');
  if (host && (kind === 'dead' || kind === 'moved')) host.open = true;
}

async function* jsonLines(answer: Response): AsyncGenerator<Checked> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) {
    const lines = (rest + read.value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield JSON.parse(line) as Checked;
  }
}

/** The address names each pane by its words; the width is the one that is a number. */
function keepWidth(event: Event): void {
  const { at, width } = (event as CustomEvent<{ at: number; width: number }>).detail;
  const query = new URLSearchParams(location.search);
  const shown = [...document.querySelectorAll<HTMLElement>('.pane')].map(
    ({ dataset }) => dataset['pane'] ?? '',
  );
  const panes = shown.map((pane, place) => (place === at ? pane.replace(/\.\d+/, `.${width}`) : pane));
  query.set('panes', panes.join(','));
  history.replaceState(null, '', `?${query}`);
  void showPage(location.href);
}
