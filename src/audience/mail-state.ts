import { quoteCell } from './quote-cell.ts';

/**
 * What a list says of whether a person may be mailed at all. Other systems export everybody they know, also who left,
 * who was blocked and who never confirmed, and say so in a column; which word means what is gathered from listmonk,
 * Ghost, Mailchimp, Buttondown, beehiiv, Kit, Keila, Sendy, phpList, Brevo, Google Groups and Substack.
 */
export interface StateColumn {
  /** Counted from 0. */
  readonly at: number;
  /** `word`: it names a state. `yes`: a no in it stops mail, as an empty cell does. `no`: whatever is in it stops mail. */
  readonly kind: 'word' | 'yes' | 'no';
}

/** Which of these columns say whether a person may be mailed. */
export function stateColumns(columns: readonly string[]): StateColumn[] {
  return columns.flatMap((column, at) => {
    const kind = columnKind(bare(column));
    return kind ? [{ at, kind }] : [];
  });
}

/** Why a row with this cell must not be mailed, in a sentence without its full stop; null where nothing speaks against it. */
export function mailProblem(cell: string, column: string, kind: StateColumn['kind']): string | null {
  const value = bare(cell);
  if (kind === 'yes' && value === '')
    return `column "${column}" is empty, which does not say that this person may be mailed`;
  const isRefusal = kind === 'no' ? !saysNothing(value) : no.test(value) || refusals.test(value);
  return isRefusal ? `column "${column}" says ${quoteCell(cell)}, so this person is not to be mailed` : null;
}

const words = new Set(['status', 'state', 'subscribertype', 'emailpreference', 'groupstatus']);
const yeses = new Set(
  (
    'subscribed subscribedtoemails confirmed confirmedat confirmedon verified verifiedat active enabled ' +
    'optin optedin acceptsmarketing acceptsemailmarketing'
  ).split(' '),
);
const noes = new Set(
  (
    'unsubscribed unsubscribe unsubscription unsub optout optedout blocklisted blacklisted blocklist blacklist ' +
    'blocked banned bounced bounce hardbounced hardbounce complained complaint spam markedasspam suppressed ' +
    'disabled deleted cleaned cleantime donotmail donotemail donotcontact leftat accountdisabled'
  ).split(' '),
);

/** `is_subscribed`, `Email Status`, `has opted out`, `Is this subscriber confirmed`: all begin with what tells nothing. */
const beginnings =
  /^(?:is|has|was)?(?:this)?(?:email|user|subscriber|subscription|contact|list|newsletter|marketing|mail)?(?:is|has|was)?/;
/** `unsubscribed_at`, `UNSUB_TIME`, `unsubscription_date`. */
const endings = /(?:at|on|date|time|timestamp)$/;

function columnKind(name: string): StateColumn['kind'] | null {
  const spellings = [name, name.replace(beginnings, ''), name.replace(/^isthis/, '')];
  if (spellings.some((spelling) => words.has(spelling))) return 'word';
  if (spellings.some((spelling) => yeses.has(spelling))) return 'yes';
  const isNo = spellings.some((spelling) => noes.has(spelling) || noes.has(spelling.replace(endings, '')));
  return isNo ? 'no' : null;
}

const no = /^(?:no|n|false|f|0|off|never)$/;
const refusals =
  /^(?:un(?:sub|confirmed|verified|activated|reachable|deliverable)|no[nt]?(?:subscribed|confirmed|verified|e?mail)|opt(?:ed)?out|block(?:ed|listed)|blacklisted|banned|(?:hard)?bounc|complain|(?:markedas|reportedas)?spam|junk|cleaned|pending|invited|inactive|deactivated|disabled|suspended|suppressed|invalid|removed|deleted|archived|cancell?ed|transactional|left$|donot)/;

/** An export writes an absent time as nothing, as null, or as a time of zeros. */
function saysNothing(value: string): boolean {
  return value === '' || no.test(value) || /^(?:null|none|nil|na|0+)$/.test(value);
}

/** Without capitals, spaces, and signs: however it is spelled. */
function bare(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
