import dataset from 'caniemail/caniemail.json' with { type: 'json' };
import { type MailClient, mailClients } from './mail-clients.ts';

/** How our clients take one feature of HTML or CSS. */
export interface Feature {
  /** In the words of caniemail.com: `css-border-radius`. */
  readonly slug: string;
  readonly title: string;
  readonly url: string;
  readonly unsupported: readonly MailClient[];
  readonly partial: readonly PartialSupport[];
}

export interface PartialSupport {
  readonly client: MailClient;
  /** What is missing, in sentences of caniemail.com. */
  readonly notes: readonly string[];
}

interface TestedFeature {
  readonly slug: string;
  readonly title: string;
  readonly url: string;
  /** By family and platform. */
  readonly stats: Readonly<Record<string, Readonly<Record<string, Verdicts>>>>;
  readonly notes_by_num: Readonly<Record<string, string>> | null;
}

/** By version: `y`, `n`, `a` for partly, `u` for untested; then the numbers of the notes, as in `a #1 #2`. */
type Verdicts = Readonly<Record<string, string>>;

const data: readonly unknown[] = dataset.data;
const tested = new Map((data as readonly TestedFeature[]).map((feature) => [feature.slug, feature]));

/** What the newest version of each of our clients makes of a feature; null for a slug that nobody tested. */
export function findFeature(slug: string): Feature | null {
  const found = tested.get(slug);
  if (found === undefined) return null;
  const { title, url, stats, notes_by_num } = found;
  const verdicts = mailClients.map((client) => ({
    client,
    verdict: newestVerdict(stats[client.family]?.[client.platform] ?? {}),
  }));
  const notesOf = (verdict: string) =>
    [...verdict.matchAll(/#(\d+)/g)].flatMap(([, number = '']) => notes_by_num?.[number] ?? []);
  return {
    slug,
    title,
    url,
    unsupported: verdicts.filter(({ verdict }) => verdict.startsWith('n')).map(({ client }) => client),
    partial: verdicts
      .filter(({ verdict }) => verdict.startsWith('a'))
      .map(({ client, verdict }) => ({ client, notes: notesOf(verdict) })),
  };
}

/** `u` where there is none. */
function newestVerdict(verdicts: Verdicts): string {
  const [first, ...others] = Object.keys(verdicts);
  if (first === undefined) return 'u';
  const newest = others.reduce((newer, version) => (isOlder(version, newer) ? newer : version), first);
  return verdicts[newest] ?? 'u';
}

/**
 * Versions stand in the order of their tests, but JavaScript puts whole numbers before all other keys (`16` before
 * `12.4`); so numbers are compared with numbers and months with months. Outlook for macOS has both and years besides:
 * between two kinds the order of the file holds.
 */
function isOlder(one: string, other: string): boolean {
  const kind = kindOf(one);
  if (kind !== kindOf(other)) return false;
  if (kind === 'month') return one < other;
  const parts = other.split('.').map(Number);
  const differences = one.split('.').map((part, index) => Number(part) - (parts[index] ?? 0));
  return (differences.find((difference) => difference !== 0) ?? 0) < 0;
}

function kindOf(version: string): 'month' | 'year' | 'number' {
  if (/^\d{4}-\d{2}$/.test(version)) return 'month';
  return /^\d{4}$/.test(version) ? 'year' : 'number';
}
