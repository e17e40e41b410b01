/** A newsletter to measure with: a long link digest, and as many readers as are asked for. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';

/** So many that its email, encoded, weighs what the email of a long link digest does: about 80 kB. */
const items = 122;

interface NewsletterOptions {
  readonly recipients: number;
  readonly connections: number;
  readonly dkim: boolean;
  readonly program: string;
}

/** Lays it out in a folder, which is emptied first. */
export async function makeNewsletter(folder: string, options: NewsletterOptions): Promise<void> {
  const { recipients, connections, dkim, program } = options;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'issues'), { recursive: true });
  writeFileSync(join(folder, 'issues/010-lamps.md'), issue());
  await writeReaders(join(folder, 'readers'), recipients);
  writeFileSync(join(folder, 'pennypost.yaml'), config(connections));
  if (dkim) {
    const key = ['dkim', 'generate', '--out', 'dkim.pem'];
    execFileSync(process.execPath, [program, ...key], { cwd: folder, stdio: 'ignore' });
    writeFileSync(join(folder, 'pennypost.yaml'), `${config(connections)}${dkimConfig}`);
  }
}

const config = (connections: number) => `name: The Lamplighter
from: The Lamplighter <letters@lamplighter.example>
postalAddress: 1 Wick Street, Lampton
reason: You asked for it on lamplighter.example.
publicUrl: https://letters.lamplighter.example
returnPathDomain: bounces.lamplighter.example
subscribers: readers
connections: ${connections}
`;

const dkimConfig = `dkim:
  selector: pennypost
  key: dkim.pem
`;

function issue(): string {
  const lines = Array.from(
    { length: items },
    (_, at) =>
      `- Author ${at}, [a patch about \`lamp_${at}()\` and the oil that it burns](https://lamplighter.example/list/message-${at}.html), ` +
      'which trims the wick before the evening and not after it',
  );
  return `---\ntitle: Lamp updates 10\ndate: 2026-11-20\nissue: 10\nsummary: What burned this week.\n---\n\nGood evening. This is issue 10.\n\n## Patches\n\n${lines.join('\n')}\n`;
}

async function writeReaders(folder: string, count: number): Promise<void> {
  mkdirSync(folder);
  const file = createWriteStream(join(folder, 'readers.csv'));
  file.write('email,name,town\n');
  for (let at = 0; at < count; at += 1) {
    const line = `reader${at}@example${at % 50}.com,"Reader, No ${at}",Town ${at % 7}\n`;
    if (!file.write(line)) await once(file, 'drain');
  }
  file.end();
  await finished(file);
}
