import { exec } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { TokenSource } from '../relay/relay.ts';
import type { TokenMechanism } from './relay-offer.ts';

/** A command may ask a server for a new token. */
const commandTimeoutMs = 30_000;
const maxOutput = 64 * 1024;
const run = promisify(exec);

/**
 * The token as it is now, which must never be shown.
 *
 * @throws an error with a sentence that holds nothing of what the file or the command gave
 */
export async function readToken(source: TokenSource): Promise<string> {
  const token = 'file' in source ? await fromFile(source.file) : await fromCommand(source.command);
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new Error(`${nameOf(source)} gives no token: one line without spaces was expected`);
}

async function fromFile(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (error) {
    throw new Error(`the file of SMTP_TOKEN_FILE cannot be read (${(error as Error).message})`);
  }
}

/** What a command says of a failure may hold anything, so only how it ended is told. */
async function fromCommand(command: string): Promise<string> {
  try {
    return (await run(command, { timeout: commandTimeoutMs, maxBuffer: maxOutput })).stdout.trim();
  } catch (error) {
    const { code, killed } = error as { code?: number | string; killed?: boolean };
    throw new Error(`SMTP_TOKEN_COMMAND ${killed ? 'was not through in time' : `ended with ${code}`}`);
  }
}

function nameOf(source: TokenSource): string {
  return 'file' in source ? 'the file of SMTP_TOKEN_FILE' : 'SMTP_TOKEN_COMMAND';
}

/** What is said after AUTH and the mechanism, RFC 7628 section 3.1. */
export function tokenResponse(mechanism: TokenMechanism, user: string, token: string): string {
  const text =
    mechanism === 'XOAUTH2'
      ? `user=${user}\x01auth=Bearer ${token}\x01\x01`
      : `n,a=${user.replace(/=/g, '=3D').replace(/,/g, '=2C')},\x01auth=Bearer ${token}\x01\x01`;
  return Buffer.from(text, 'utf8').toString('base64');
}

/** What a 334 with the server's complaint is answered with, so that its refusal follows: RFC 7628 section 3.2.3. */
export function tokenAbort(mechanism: TokenMechanism): string {
  return mechanism === 'XOAUTH2' ? '' : 'AQ==';
}
