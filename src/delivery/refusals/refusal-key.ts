import { createHash } from 'node:crypto';
import type { SmtpReply } from '../../mail/smtp-reply.ts';

/** Beyond this a relay says the same of everybody, or nothing. */
const maxText = 1_000;
const lineCodes = /^\d{3}(?:[ -]|$)(?:[245]\.\d{1,3}\.\d{1,3}\b)?/gm;
/** An id without a digit, as some have among many: capitals amid a word. */
const letterId = /^(?=.*[a-z])\w.*[A-Z].*[A-Z]/;
const host = /^[\w-]{1,63}(?:\.[\w-]{1,63}){1,10}$/;

/**
 * Stands for all refusals with the same code, status and words, whoever the recipient is: addresses, hosts, ids and
 * numbers are taken out, since they differ where the words do not. 22 characters.
 */
export function refusalKey({ code, enhancedStatus, text }: SmtpReply, recipient: string): string {
  const said = [code, enhancedStatus, wordsOf(text, recipient)].join(' ');
  return createHash('sha256').update(said).digest('base64url').slice(0, 22);
}

/** The words of a reply as they are compared. */
export function wordsOf(text: string, recipient: string): string {
  const at = recipient.lastIndexOf('@');
  const names = [recipient, recipient.slice(0, at), recipient.slice(at + 1)].map((name) =>
    name.toLowerCase(),
  );
  const words = text
    .slice(0, maxText)
    .replace(lineCodes, '')
    .split(/[\s<>()[\]{}"',;:]+/)
    .map((word) => word.replace(/[.!?]{1,20}$/, ''))
    .map((word) => (isName(word, names) ? '*' : word.toLowerCase()))
    .filter((word, index, all) => word !== '' && (word !== '*' || all[index - 1] !== '*'));
  return words.join(' ');
}

function isName(word: string, names: readonly string[]): boolean {
  return /[@\d]/.test(word) || letterId.test(word) || host.test(word) || names.includes(word.toLowerCase());
}
