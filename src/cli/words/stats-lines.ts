import { adviceFor, categoryWords } from '../../feedback/classify/category-words.ts';
import type { FeedbackCount, FeedbackStats } from '../../feedback/record/feedback-stats-sql.ts';
import { oneLine } from '../terminal/one-line.ts';
import { shorten } from '../terminal/table-lines.ts';
import { writtenTime } from '../terminal/written-time.ts';

/** What many providers said alike: the same category, and the same to do about it. */
interface Answer {
  readonly counts: readonly FeedbackCount[];
  readonly advice: string | null;
  readonly people: number;
}

const providersShown = 4;
const maxSaid = 140;

/** What came back of a send, in sentences: first what an editor can do something about, the most frequent first. */
export function statsLines(stats: FeedbackStats, fromDomain: string): string[] {
  const { issueKey, send, startedAt, accepted, bouncedLater, complained, counts } = stats;
  const answers = groupAnswers(counts, fromDomain);
  const [refusals, news] = [true, false].map((is) => answers.filter((answer) => isRefusal(answer) === is));
  const [advised, others] = [true, false].map((has) =>
    (refusals ?? []).filter(({ advice }) => (advice !== null) === has),
  );
  const [first] = advised ?? [];
  return [
    `Issue ${issueKey}, send ${send}, begun ${writtenTime(startedAt)}`,
    `  The relay accepted ${accepted}. Of these ${bouncedLater} bounced later, and ${complained} complained.`,
    ...(first?.advice ? [`  What to do first: ${first.advice}`] : []),
    ...(counts.length === 0 ? ['  Nothing came back.'] : []),
    ...[...(advised ?? []), ...(others ?? []), ...(news ?? [])].flatMap(answerLines),
  ];
}

function groupAnswers(counts: readonly FeedbackCount[], fromDomain: string): Answer[] {
  const groups = new Map<string, { counts: FeedbackCount[]; advice: string | null; people: number }>();
  for (const count of counts) {
    const advice = adviceFor(count.category, count, fromDomain);
    const key = `${count.category} ${advice}`;
    const group = groups.get(key) ?? { counts: [], advice, people: 0 };
    group.counts.push(count);
    group.people += count.people;
    groups.set(key, group);
  }
  return [...groups.values()].sort((one, other) => other.people - one.people);
}

/** A letter, an answer or a success is none, nor is a complaint. */
function isRefusal({ counts: [first] }: Pick<Answer, 'counts'>): boolean {
  return first?.kind === 'hard' || first?.kind === 'soft';
}

function answerLines({ counts, advice }: Answer): string[] {
  const [first] = counts;
  if (!first) return [];
  const total = (of: 'suppressed' | 'quarantined') => counts.reduce((sum, count) => sum + count[of], 0);
  const effects = [
    total('suppressed') > 0 ? `${total('suppressed')} suppressed` : '',
    total('quarantined') > 0 ? `${total('quarantined')} in quarantine` : '',
  ].filter((effect) => effect !== '');
  const effect = effects.length > 0 ? ` (${effects.join(', ')})` : '';
  return [
    '',
    `  ${providersText(counts, isRefusal({ counts }) ? 'refused ' : '')}: ${categoryWords[first.category].means}${effect}.`,
    ...(first.said === '' ? [] : [`      "${shorten(oneLine(first.said), maxSaid)}"`]),
    ...(advice === null ? [] : [`      ${advice}`]),
  ];
}

/** `Gmail refused 312, Yahoo 4 and 12 others 15`. */
function providersText(counts: readonly FeedbackCount[], verb: string): string {
  const shown = counts.slice(0, providersShown);
  const rest = counts.slice(providersShown);
  const text = shown
    .map(({ provider, people }, at) => `${provider} ${at === 0 ? verb : ''}${people}`)
    .join(', ');
  if (rest.length === 0) return text;
  const people = rest.reduce((sum, count) => sum + count.people, 0);
  return `${text} and ${rest.length} ${rest.length === 1 ? 'other' : 'others'} ${people}`;
}
