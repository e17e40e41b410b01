/** What one pane shows. */
export interface PaneView {
  readonly what: PaneKind;
  /** Of what is shown, in px. */
  readonly width: number;
  readonly look: Look;
  readonly images: boolean;
  /** Without them as Gmail shows mail where it drops every `<style>`. */
  readonly styles: boolean;
  readonly clip: boolean;
}

export const paneKinds = ['email', 'text', 'headers', 'mime', 'html'] as const;
export type PaneKind = (typeof paneKinds)[number];

export const looks = ['light', 'dark', 'forced'] as const;
export type Look = (typeof looks)[number];

/** The whole state of the page, kept in its address so that a reload, the back button and a bookmark keep it. */
export interface PageView {
  readonly as: string | null;
  readonly fields: Readonly<Record<string, string>>;
  /** What is looked for among the subscribers. */
  readonly search: string;
  readonly panes: readonly PaneView[];
  /** The sections of the inspector that stand open. */
  readonly open: readonly string[];
}

export const widths = { desktop: 700, tablet: 600, phone: 375 } as const;
export const narrowest = 240;
export const widest = 1400;
export const mostPanes = 5;

const plainPane: PaneView = {
  what: 'email',
  width: widths.desktop,
  look: 'light',
  images: false,
  styles: true,
  clip: false,
};

export function pane(change: Partial<PaneView> = {}): PaneView {
  return { ...plainPane, ...change };
}

export interface Preset {
  readonly name: string;
  readonly panes: readonly PaneView[];
}

export const presets: readonly Preset[] = [
  { name: 'Desktop and phone', panes: [pane(), pane({ width: widths.phone })] },
  {
    name: 'Light, dark, forced',
    panes: looks.map((look) => pane({ look, width: 350 })),
  },
  {
    name: 'Gmail at its worst',
    panes: [
      pane({ styles: false, clip: true }),
      pane({ styles: false, clip: true, look: 'forced', width: widths.phone }),
    ],
  },
  { name: 'Email and text', panes: [pane(), pane({ what: 'text', width: widths.tablet })] },
  {
    name: 'As it is sent',
    panes: [pane({ what: 'headers', width: widths.tablet }), pane({ what: 'mime', width: widths.desktop })],
  },
];

const firstPanes = presets[0]?.panes ?? [plainPane];
const firstOpen = ['findings', 'inbox'];

/** Reads a query; whatever is not understood is as if it were not there. */
export function readView(query: URLSearchParams): PageView {
  const panes = (query.get('panes') ?? '').split(',').flatMap(readPane).slice(0, mostPanes);
  const fields = [...query].flatMap(([key, value]) =>
    key.startsWith('f.') && value !== '' ? [[key.slice(2), value] as const] : [],
  );
  return {
    as: query.get('as')?.trim() || null,
    fields: Object.fromEntries(fields),
    search: query.get('q')?.trim() ?? '',
    panes: panes.length > 0 ? panes : firstPanes,
    open: query.get('open')?.split(',').filter(Boolean) ?? firstOpen,
  };
}

/** The query of a view, with `?`; what is as it is at first is left out. */
export function writeView(view: PageView): string {
  const query = readerQuery(view);
  if (view.search !== '') query.set('q', view.search);
  const panes = view.panes.map(writePane).join(',');
  if (panes !== firstPanes.map(writePane).join(',')) query.set('panes', panes);
  if (view.open.join() !== firstOpen.join()) query.set('open', view.open.join(','));
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%40', '@');
  return `?${text}`;
}

/** Whose mail it is, for the addresses of what stands in the page. */
export function readerQuery({ as, fields }: Pick<PageView, 'as' | 'fields'>): URLSearchParams {
  const query = new URLSearchParams();
  if (as !== null) query.set('as', as);
  for (const [field, value] of Object.entries(fields)) query.set(`f.${field}`, value);
  return query;
}

/** `email.375.dark.images.bare.clip`: the kind, then what differs from a plain pane. */
function readPane(text: string): PaneView[] {
  const [what, ...words] = text.split('.');
  const kind = paneKinds.find((known) => known === what);
  if (kind === undefined) return [];
  const width = Number(words.find((word) => /^\d{1,4}$/.test(word)) ?? plainPane.width);
  return [
    {
      what: kind,
      width: Math.min(widest, Math.max(narrowest, width)),
      look: looks.find((look) => words.includes(look)) ?? 'light',
      images: words.includes('images'),
      styles: !words.includes('bare'),
      clip: words.includes('clip'),
    },
  ];
}

export function writePane({ what, width, look, images, styles, clip }: PaneView): string {
  const words = [
    what,
    width,
    look === 'light' ? '' : look,
    images && 'images',
    !styles && 'bare',
    clip && 'clip',
  ];
  return words.filter(Boolean).join('.');
}

/** The query of a pane's own document. */
export function paneQuery(shown: PaneView, view: PageView): string {
  const query = readerQuery(view);
  query.set('look', shown.look);
  query.set('images', shown.images ? '1' : '0');
  query.set('styles', shown.styles ? '1' : '0');
  query.set('clip', shown.clip ? '1' : '0');
  return `?${query}`;
}
