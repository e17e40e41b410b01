import { parseSmtpReply, type SmtpReply } from './smtp-reply.ts';

/** RFC 5321 section 4.5.3.1.5 allows a line of 512 octets; relays explain themselves at length, and not without end. */
const maxReplyCharacters = 64 * 1024;

/** Puts the replies of an SMTP server together out of what arrives. */
export interface ReplyReader {
  /** The replies that are complete now; null where what was said is no reply, after which nothing can be understood. */
  read(chunk: string): readonly SmtpReply[] | null;
}

/** RFC 5321 section 4.2.1: a reply goes on while a hyphen follows its code, and ends with the line that has none. */
export function replyReader(): ReplyReader {
  let unread = '';
  let lines: string[] = [];

  function takeLine(): string | null {
    const end = unread.indexOf('\n');
    if (end < 0) return null;
    const line = unread.slice(0, end).replace(/\r$/, '');
    unread = unread.slice(end + 1);
    return line;
  }

  return {
    read(chunk) {
      unread += chunk;
      const replies: SmtpReply[] = [];
      for (let line = takeLine(); line !== null; line = takeLine()) {
        lines.push(line);
        if (/^\d{3}-/.test(line)) continue;
        const reply = parseSmtpReply(lines.join('\n'));
        lines = [];
        if (!reply) return null;
        replies.push(reply);
      }
      const kept = lines.reduce((sum, line) => sum + line.length, unread.length);
      return kept > maxReplyCharacters ? null : replies;
    },
  };
}
