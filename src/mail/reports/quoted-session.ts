/** How far an SMTP session had come when something was said, RFC 5321 section 3. */
export type SmtpPhase = 'connection' | 'sender' | 'recipient' | 'data';

/** What a server said, as a notice quotes it. */
export interface QuotedReply {
  /** From its code on, its lines joined by a line feed; `''` where no server is quoted. */
  readonly text: string;
  /** Of that, what the innermost server said, where one tells what another told it. */
  readonly innermost: string;
  /** Null where nothing says to which command it was the answer. */
  readonly phase: SmtpPhase | null;
  /** Whether a transcript of the session has it, from which whatever the reporter adds can be told. */
  readonly isTranscribed: boolean;
}

/** One command of a transcript, what the server said to it, and what the reporter made of that. */
interface Exchange {
  readonly command: string;
  readonly reply: string;
  readonly remark: string;
}

const failure = /^[45]\d\d(?:[ -]|$)/;
/** What follows when every recipient was refused before and the client, which pipelines, asks for more (RFC 2920). */
const echo =
  /no valid recipients|(?:valid )?rcpt (?:to )?(?:command )?(?:first|must precede)|need rcpt|bad sequence/i;

/** Sendmail, Courier and those after them: `>>>` or `-->` what was said to the server, `<<<` or `<--` what it said. */
function readTranscript(notice: string): Exchange[] {
  const exchanges: { command: string; reply: string[]; remark: string[] }[] = [];
  let command = '';
  let isInReply = false;
  for (const line of notice.split('\n')) {
    const said = /^[ \t]*(>>>|<<<|-->|<--)[ \t]?(.*)$/.exec(line);
    if (said?.[1]?.endsWith('>')) command = said[2] ?? '';
    const reply = said?.[1]?.startsWith('<') ? (said[2] ?? '').trim() : null;
    const open = exchanges.at(-1);
    if (reply !== null && isInReply && open && !isWhole(open.reply)) open.reply.push(reply);
    else if (reply !== null) exchanges.push({ command, reply: [reply], remark: [] });
    else if (!said && line.trim() !== '') open?.remark.push(line.trim());
    isInReply = reply !== null;
  }
  return exchanges.map(({ reply, remark, ...rest }) => ({
    ...rest,
    reply: reply.join('\n'),
    remark: remark.join(' '),
  }));
}

/** RFC 5321 section 4.2.1: a reply goes on while a hyphen follows its code. */
function isWhole(lines: readonly string[]): boolean {
  return !/^\d{3}-/.test(lines.at(-1) ?? '');
}

/**
 * The reply that decided, of those that a notice quotes: the innermost server's, where one tells what another said.
 *
 * @param diagnostic the Diagnostic-Code of RFC 3464 section 2.3.6 without its type, or `''`; it may be the first line only
 */
export function quotedReply(diagnostic: string, notice: string): QuotedReply {
  const failures = readTranscript(notice).filter(({ reply }) => failure.test(reply));
  const told = failures.filter(({ reply }) => !echo.test(reply));
  const isEcho = echo.test(diagnostic) && told.length > 0;
  const exchange =
    diagnostic === '' || isEcho
      ? (told[0] ?? failures[0])
      : told.find((one) => begins(one.reply, diagnostic));
  if (exchange) {
    const text = exchange.reply;
    return { text, innermost: innermost(text), phase: phaseOfExchange(exchange), isTranscribed: true };
  }
  const text = diagnostic === '' ? replyInProse(notice) : diagnostic;
  const phase = phaseIn(diagnostic) ?? phaseIn(notice);
  return { text, innermost: innermost(text), phase, isTranscribed: false };
}

function begins(reply: string, diagnostic: string): boolean {
  const [one, other] = [reply, diagnostic].map((text) => text.replace(/\s+/g, ' ').trim());
  return one !== undefined && other !== undefined && (one.startsWith(other) || other.startsWith(one));
}

/** Who pipelines asks for DATA before the recipients are answered; Sendmail says of those that were refused who they are. */
function phaseOfExchange({ command, reply, remark }: Exchange): SmtpPhase | null {
  if (!/^data\b/i.test(command)) return phaseOfCommand(command);
  if (/\.\.\. .{0,400}user unknown/i.test(remark)) return 'recipient';
  return /^550/.test(reply) && /service unavailable/i.test(remark) ? 'data' : null;
}

const commands = String.raw`initial connection|connection|(?:initial )?greeting|banner|helo|ehlo|lhlo|starttls|auth|mail|rcpt|end of data|end of message|data|bdat|sending data block|message content|\.`;
const answered = new RegExp(
  String.raw`(?:in (?:reply|response|answer) to|error (?:from .{1,80} )?after|(?:like|liked) our|rejected our|failed after|failed at|>>>|command:)\s+(?:the |your |our )?(?:pipelined )?(${commands})(?![\w-])`,
  'i',
);

function phaseIn(text: string): SmtpPhase | null {
  const folded = text.replace(/\s+/g, ' ');
  const command = answered.exec(folded)?.[1];
  if (command !== undefined) return phaseOfCommand(command);
  if (/refused to talk to me|greeting failed|my name was rejected/i.test(folded)) return 'connection';
  if (/but sender was rejected/i.test(folded)) return 'sender';
  return /does not like recipient/i.test(folded) ? 'recipient' : null;
}

function phaseOfCommand(command: string): SmtpPhase | null {
  const verb = command.trim().toLowerCase();
  if (/^(?:initial|connection|greeting|banner|helo|ehlo|lhlo|starttls|auth)/.test(verb)) return 'connection';
  if (/^mail/.test(verb)) return 'sender';
  if (/^rcpt/.test(verb)) return 'recipient';
  return /^(?:end|data|bdat|sending|message|\.)/.test(verb) ? 'data' : null;
}

/** What notices write before a reply that they quote; the reply begins with its code. */
const quoting =
  /(?:\b(?:said|says|talk to me|replied|responded|response(?: was)?|reply(?: was)?|answer(?:ed| was)?|returned|reason|errors?|failure)|->|\bhost \S{1,255} ?\[[^\]\s]{1,60}\]|\bafter [^\n]{1,300}|\bour (?:mail from|rcpt to|data)|@[\w.-]{1,255}>?:|^)[ \t]*:?\s{0,80}(?=[45]\d\d[ -])/gim;

/** Where a server tells what another told it, the other knows. */
function innermost(text: string): string {
  const last = [...text.matchAll(quoting)].filter(({ index }) => !isWithinReply(text, index)).at(-1);
  return last ? text.slice(last.index + last[0].length) : text;
}

/** At the start of a line a code only goes on with the reply. */
function isWithinReply(text: string, at: number): boolean {
  return at > 0 && text[at - 1] === '\n';
}

/** A reply that a notice in prose quotes, with the lines that go on with it; `''` where it quotes none. */
function replyInProse(notice: string): string {
  const first = notice.matchAll(quoting).next().value;
  if (!first) return '';
  const begin = first.index + first[0].length;
  const indent = indentOf(notice.slice(notice.lastIndexOf('\n', begin - 1) + 1));
  const [line = '', ...others] = notice.slice(begin).split('\n');
  const end = others.findIndex(
    (one) => one.trim() === '' || indentOf(one) < indent || /^(?:giving up on|i'm not going to)/i.test(one),
  );
  return [line, ...others.slice(0, end === -1 ? undefined : end)].join('\n');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
