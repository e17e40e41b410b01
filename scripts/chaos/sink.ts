/**
 * The independent witness: `tsx sink.ts LOG`. A relay that appends every message to LOG at the final dot, one line of
 * JSON each, before it answers. It shares no code with Pennypost. Each line on its stdin is JSON of settings to change
 * (mischief.ts has them); it prints its port, and ends when its stdin does.
 */
import { openSync, writeSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { calm, fateOf, isTaken, type SinkEvent, type SinkSettings } from './mischief.ts';
import { type Relay, talk } from './sink-session.ts';

let settings: SinkSettings = calm;
const attempts = new Map<string, number>();
const firstSeen = new Map<string, number>();
const log = openSync(process.argv[2] ?? '', 'a');

const note = (event: Omit<SinkEvent, 'at'>) => {
  writeSync(log, `${JSON.stringify({ at: Date.now(), ...event })}\n`);
};

const relay: Relay = {
  settings: () => settings,
  judge(recipient) {
    const attempt = (attempts.get(recipient) ?? 0) + 1;
    attempts.set(recipient, attempt);
    const seen = firstSeen.get(recipient) ?? Date.now();
    firstSeen.set(recipient, seen);
    if (settings.greylist !== null && Date.now() < seen + settings.greylist * 1000) return 'rcptGrey';
    return fateOf(settings, recipient, attempt);
  },
  refuse: (to, fate) => note({ to, fate, taken: false }),
  receive: (to, fate, headers) => note({ ...headers, to, fate, taken: isTaken(fate) }),
};

const server = createServer({ noDelay: true }, (socket) => {
  socket.on('error', () => socket.destroy());
  talk(socket, relay);
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));

const commands = createInterface({ input: process.stdin });
commands.on('line', (line) => {
  settings = { ...settings, ...JSON.parse(line) };
});
commands.on('close', () => process.exit(0));
