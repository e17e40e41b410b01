import { generateKeyPairSync } from 'node:crypto';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import type { DkimKey } from '../../src/mail/dkim/dkim-key.ts';
import { dkimRecord } from '../../src/mail/dkim/dkim-record.ts';

export const rsaKey: DkimKey = {
  domain: 'gazette.example',
  selector: 'news',
  algorithm: 'rsa-sha256',
  privateKey: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
};
export const ed25519Key: DkimKey = {
  domain: 'gazette.example',
  selector: 'news-ed25519',
  algorithm: 'ed25519-sha256',
  privateKey: generateKeyPairSync('ed25519').privateKey,
};

/** What an independent verifier, given the records of these keys for DNS, says of each signature of a message. */
export async function verifyDkim(message: Buffer | string, keys: readonly DkimKey[]): Promise<string[]> {
  return verifyWith(message, new Map(keys.map(dkimRecord).map(({ name, strings }) => [name, strings])));
}

export async function verifyWith(
  message: Buffer | string,
  zone: ReadonlyMap<string, readonly string[]>,
): Promise<string[]> {
  const resolver = async (name: string, type: string) => {
    const strings = type === 'TXT' ? zone.get(name) : undefined;
    if (!strings) throw Object.assign(new Error(`no ${type} for ${name}`), { code: 'ENOTFOUND' });
    return [[...strings]];
  };
  const { results } = await dkimVerify(message, { resolver });
  return results.map(({ status }) => status.result);
}
