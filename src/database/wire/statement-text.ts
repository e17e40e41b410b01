/** What a text of SQL would do to a session that others use as well. */
export interface StatementText {
  /** What is to be executed: the same, but for limits of time, which become settings without a meaning. */
  readonly text: string;
  /** Why it is not to be executed at all; null where it may be. */
  readonly refusal: string | null;
  /** It may change what SHOW says after it. */
  readonly changesSettings: boolean;
  /** Settings with a dot in their name that it names: the catalogue does not list those. */
  readonly customSettings: readonly string[];
  /** DISCARD ALL or DEALLOCATE ALL: the client's prepared statements end. */
  readonly deallocatesAll: boolean;
  /** DISCARD ALL: what else the client has of the session ends. */
  readonly discardsAll: boolean;
  /** The limit it sets (ms, 0 for none), which the queue before the engine keeps; null where it sets none. */
  readonly statementTimeoutMs: number | null;
}

/** Nothing in most statements is of interest, so the rest is read only where one of these words stands. */
const interesting =
  /\b(?:advisory|copy|temp|temporary|prepare|execute|deallocate|discard|hold|set|reset|set_config|load)\b|advisory_/i;

const literals = /'(?:[^']|'')*'|\$([A-Za-z_]\w*|)\$[\s\S]*?(?:\$\1\$|$)|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g;

const sharedSession = 'is not possible in a database whose one session is shared by all its clients';

/** What belongs to a session and would reach, or hold up, every other client. Each looked for in one statement. */
const refusals: readonly (readonly [RegExp, string])[] = [
  [
    /\bpg_(?:try_)?advisory_(?:unlock|lock)/i,
    `A lock of the session ${sharedSession}: use pg_advisory_xact_lock in a transaction.`,
  ],
  [/^copy\b/i, `COPY ${sharedSession}: use INSERT and SELECT.`],
  [
    /^prepare\b|^execute\b/i,
    `PREPARE and EXECUTE as statements ${sharedSession}: use those of the protocol.`,
  ],
  [
    /^deallocate\b(?!\s+(?:prepare\s+)?all\b)/i,
    `DEALLOCATE by name ${sharedSession}: use Close of the protocol.`,
  ],
  [/^discard\b(?!\s+all\b)/i, `DISCARD of a part ${sharedSession}.`],
  [/^declare\b.*\bwith\s+hold\b/is, `A cursor beyond its transaction ${sharedSession}.`],
  [
    /^(?:re)?set\s+(?:session\s+)?(?:local\s+)?(?:role|session\s+authorization)\b/i,
    `Another role ${sharedSession}.`,
  ],
  [/^load\b/i, `LOAD ${sharedSession}.`],
  [
    /^create\s+(?:(?:global|local)\s+)?temp(?:orary)?\b(?!.*\bon\s+commit\s+drop\b)/is,
    `A temporary table that outlives its transaction ${sharedSession}: add ON COMMIT DROP.`,
  ],
];

/** Limits that the engine must not have: one hangs it at full load, and the others end what is somebody else's. */
const limitNames = [
  'statement_timeout',
  'lock_timeout',
  'idle_in_transaction_session_timeout',
  'idle_session_timeout',
  'transaction_timeout',
];
const limit = new RegExp(`\\b(?<!\\.)(?:${limitNames.join('|')})\\b`, 'gi');
const statementTimeout = /\bstatement_timeout(?:\s*=\s*|\s+to\s+|'\s*,\s*)'?(\d+)\s*(us|ms|s|min|h|d)?/i;
const unitMs: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  min: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const customName = /\bset_config\s*\(\s*'([^']+\.[^']+)'|\bset\s+(?:session\s+)?([\w"]+\.[\w".]+)/gi;

const known = new Map<string, StatementText>();
const maxKnown = 2_000;
/** A longer one has values of its own, and is not met again. */
const maxKnownLength = 20_000;

/** Reads a text; the same one again costs a look into a table. */
export function readStatementText(text: string): StatementText {
  const before = known.get(text);
  if (before) return before;
  if (known.size >= maxKnown) known.clear();
  const read = interesting.test(text) ? readAll(text) : harmless(text);
  if (text.length <= maxKnownLength) known.set(text, read);
  return read;
}

function harmless(text: string): StatementText {
  return {
    text,
    refusal: null,
    changesSettings: false,
    customSettings: [],
    deallocatesAll: false,
    discardsAll: false,
    statementTimeoutMs: null,
  };
}

function readAll(text: string): StatementText {
  const statements = text
    .replace(literals, (literal) => (/^['$]/.test(literal) ? "''" : ' '))
    .split(';')
    .map((statement) => statement.trim());
  const some = (pattern: RegExp) => statements.some((statement) => pattern.test(statement));
  const changesSettings = some(/^(?:re)?set\b|\bset_config\s*\(/i);
  const discardsAll = some(/^discard\s+all\b/i);
  return {
    text: changesSettings ? text.replace(limit, 'pennypost.$&') : asReset(text),
    refusal: refusals.find(([pattern]) => some(pattern))?.[1] ?? null,
    changesSettings: changesSettings || discardsAll,
    customSettings: changesSettings
      ? [...text.matchAll(customName)].map(
          ([, inQuotes, plain = '']) => inQuotes ?? plain.replaceAll('"', ''),
        )
      : [],
    deallocatesAll: discardsAll || some(/^deallocate\s+(?:prepare\s+)?all\b/i),
    discardsAll,
    statementTimeoutMs: changesSettings ? readStatementTimeout(text) : null,
  };
}

/** DISCARD ALL and DEALLOCATE ALL would take from every client what one means to give up of its own. */
function asReset(text: string): string {
  return text.replace(/\b(?:discard\s+all|deallocate\s+(?:prepare\s+)?all)\b/gi, 'reset all');
}

function readStatementTimeout(text: string): number | null {
  const [, count, unit = 'ms'] = statementTimeout.exec(text) ?? [];
  return count === undefined ? null : Number(count) * (unitMs[unit.toLowerCase()] ?? 1);
}

/** A limit of time as a startup message gives it, in ms; null where it is none that is understood. */
export function readDuration(value: string): number | null {
  return readStatementTimeout(`statement_timeout = ${value}`);
}

/** Whether a setting is one that the engine must not have. */
export function isLimit(name: string): boolean {
  return limitNames.includes(name.toLowerCase());
}
