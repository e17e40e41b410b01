/** What an SMTP server said, RFC 5321 section 4.2, with its enhanced status (RFC 3463) where it gave one. */
export interface SmtpReply {
  readonly code: number;
  readonly enhancedStatus: string | null;
  /** The whole reply, lines separated by a line feed, codes included. */
  readonly text: string;
}

/** Reads `550 5.1.1 No such user`, of one line or several. Null where it does not begin with a reply code. */
export function parseSmtpReply(text: string): SmtpReply | null {
  const code = /^([2-5]\d\d)(?:[ -]|$)/.exec(text);
  if (!code) return null;
  const status = /^\d{3}[ -]([245]\.\d{1,3}\.\d{1,3})\b/.exec(text);
  return { code: Number(code[1]), enhancedStatus: status?.[1] ?? null, text: text.trimEnd() };
}

/** RFC 5321 section 4.2.1: a first digit of 5 means that the same command would fail again. */
export function isPermanent(reply: SmtpReply): boolean {
  return reply.code >= 500;
}
