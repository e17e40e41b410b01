import { createPublicKey } from 'node:crypto';
import type { DkimKey } from './dkim-key.ts';

/** What has to stand in the DNS so that signatures with a key can be verified, RFC 6376 section 3.6. */
export interface DkimRecord {
  /** Where it stands: `selector._domainkey.domain`. */
  readonly name: string;
  readonly value: string;
  /** The value in the strings that a TXT record is made of. */
  readonly strings: readonly string[];
}

export type ParsedSelector =
  | { readonly ok: true; readonly selector: string }
  | { readonly ok: false; readonly problem: string };

/** RFC 1035 section 3.3.14: a string of a TXT record has at most 255 bytes. */
const maxString = 255;
/** RFC 6376 section 3.1: the labels of a host name, with dots between. */
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

export function parseSelector(text: string): ParsedSelector {
  if (text.length <= 63 && text.split('.').every((part) => label.test(part)))
    return { ok: true, selector: text.toLowerCase() };
  const problem = `${JSON.stringify(text)} is no selector: letters, digits, hyphens and dots, as in a host name`;
  return { ok: false, problem };
}

export function dkimRecord({ domain, selector, privateKey }: DkimKey): DkimRecord {
  const publicKey = createPublicKey(privateKey);
  const value =
    publicKey.asymmetricKeyType === 'ed25519'
      ? // RFC 8463 section 4: the bare 32 bytes, which end the DER form.
        `v=DKIM1; k=ed25519; p=${publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('base64')}`
      : `v=DKIM1; k=rsa; p=${publicKey.export({ type: 'spki', format: 'der' }).toString('base64')}`;
  return { name: `${selector}._domainkey.${domain}`, value, strings: cut(value, maxString) };
}

/** The record for a zone file (RFC 1035 section 5), and in comments what a form on the web asks for. */
export function formatRecord({ name, value, strings }: DkimRecord): string {
  return [
    `${name}. IN TXT (`,
    ...strings.map((string) => `  "${string}"`),
    ')',
    '; The same for a form that asks for it in parts:',
    '; type   TXT',
    `; name   ${name}`,
    `; value  ${value}`,
  ].join('\n');
}

function cut(text: string, length: number): string[] {
  return text.match(new RegExp(`.{1,${length}}`, 'g')) ?? [];
}
