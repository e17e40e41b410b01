import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { serveSmtp } from '../../../src/cli/serve/serve-inbound.ts';
import { readConfig } from '../../../src/config.ts';
import { selfSigned } from '../../delivery/self-signed.ts';
import { testLinkKeys } from '../../setup/signed-names.ts';

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'pennypost-serve-'));
  writeFileSync(
    join(cwd, 'pennypost.yaml'),
    'name: Gazette\nfrom: gazette@example.com\npostalAddress: 1 Wick Street\nreason: You asked.\n' +
      'publicUrl: https://letters.example.com\n',
  );
  writeFileSync(join(cwd, 'cert.pem'), selfSigned.cert);
  writeFileSync(join(cwd, 'key.pem'), selfSigned.key);
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** What is said while it begins to listen with a key that is open so. */
async function told(mode: number): Promise<string> {
  chmodSync(join(cwd, 'key.pem'), mode);
  let err = '';
  const options = { smtp: '0', smtpHost: '127.0.0.1', smtpCert: 'cert.pem', smtpKey: 'key.pem' };
  const config = readConfig({ cwd, file: 'pennypost.yaml', env: {} });
  const intake = { takeMail: async () => [], takeEvents: async () => [] };
  const listener = await serveSmtp(options, config, testLinkKeys, intake, {
    cwd,
    env: {},
    out: () => undefined,
    err: (text) => {
      err += text;
    },
    input: Readable.from([]),
    screen: new PassThrough(),
    isInteractive: false,
    stop: new AbortController().signal,
  });
  await listener.close();
  return err;
}

it('warns of a key for mail that others can read, with what mends it', async () => {
  const key = join(cwd, 'key.pem');
  for (const mode of [0o640, 0o604])
    expect(await told(mode)).toContain(
      `Warning: The key of --smtp-key ${key} is open to others on this machine: chmod 600 ${key}\n`,
    );
  expect(await told(0o600)).not.toContain('open to others');
});
