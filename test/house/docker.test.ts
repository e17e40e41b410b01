import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { allCommands } from '../../scripts/docs/written-pages.ts';

interface Service {
  readonly image?: string;
  readonly build?: string;
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly volumes?: readonly string[];
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
}

const { services, volumes }: Compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true });
const dockerfile = readFileSync('Dockerfile', 'utf8').split('\n');
const environment = ['DATABASE_URL', 'PENNYPOST_SECRET', 'REDIS_URL', 'SMTP_URL'];

it('composes the program twice and the servers it needs', () => {
  expect(Object.keys(services).sort()).toEqual(['app', 'mailpit', 'postgres', 'redis', 'worker']);
  expect(services).toMatchObject({
    app: {
      build: '.',
      image: 'pennypost',
      command: ['serve', '--host', '0.0.0.0', '--smtp', '2525', '--smtp-host', '0.0.0.0'],
    },
    worker: { build: '.', image: 'pennypost', command: ['work'] },
    redis: { image: expect.stringMatching(/^redis:\d/) },
    postgres: { image: expect.stringMatching(/^postgres:\d/) },
    mailpit: { image: expect.stringMatching(/^axllent\/mailpit:v\d/) },
  });
});

it('gives the program exactly the environment that it reads, and .env.example explains it', () => {
  const config = readFileSync('src/config-environment.ts', 'utf8');
  const example = readFileSync('.env.example', 'utf8');
  expect(Object.keys(services['app']?.environment ?? {}).sort()).toEqual(environment);
  expect(services['worker']?.environment).toEqual(services['app']?.environment);
  for (const name of environment) {
    expect(config).toContain(name);
    expect(example).toMatch(new RegExp(`^#?${name}=`, 'm'));
  }
});

it('waits for every server until it is healthy', () => {
  for (const name of ['app', 'worker']) {
    const waitsFor = services[name]?.depends_on ?? {};
    expect(Object.keys(waitsFor).sort()).toEqual(['mailpit', 'postgres', 'redis']);
    for (const [server, { condition }] of Object.entries(waitsFor)) {
      expect(condition).toBe('service_healthy');
      expect(services[server]?.healthcheck?.test[0]).toBe('CMD');
    }
  }
});

it('says every command as a list of words', () => {
  const commands = Object.values(services).flatMap(({ command = [], healthcheck }) => [
    command,
    healthcheck?.test ?? [],
  ]);
  // A colon in a word that is not quoted makes a mapping of it.
  for (const word of commands.flat()) expect(word).toEqual(expect.any(String));
});

it('keeps the queue and the ledger', () => {
  const redis = services['redis']?.command?.join(' ');
  expect(redis).toBe('redis-server --appendonly yes --maxmemory-policy noeviction');
  for (const name of ['redis', 'postgres']) {
    const [volume] = (services[name]?.volumes?.[0] ?? '').split(':');
    expect(Object.keys(volumes)).toContain(volume);
  }
});

it('builds the image from files that exist and that reach the engine', () => {
  const sent = readFileSync('.dockerignore', 'utf8').split('\n');
  const sources = dockerfile
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) =>
      line
        .split(' ')
        .slice(1, -1)
        .map((source) => source.replace('./', '')),
    );
  expect(sources).not.toHaveLength(0);
  for (const source of sources) {
    expect(existsSync(source), source).toBe(true);
    expect(sent).toContain(`!${source}`);
  }
});

it.each([
  ['app', services['app']?.command],
  ['worker', services['worker']?.command],
  ['the image', JSON.parse(dockerfile.at(-2)?.replace('CMD ', '') ?? '')],
])('runs a command that there is, with options that it has: %s', (_name, command: readonly string[]) => {
  const { commands } = allCommands();
  const [name, ...options] = command;
  const flags = commands.find((one) => one.name() === name)?.options.map(({ long }) => long);
  expect(flags).toEqual(expect.arrayContaining(options.filter((option) => option.startsWith('--'))));
});

it('runs the program of package.json, and not as root', () => {
  const { bin } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(dockerfile.find((line) => line.startsWith('RUN ln -s'))).toContain(`/app/${bin.pennypost} `);
  expect(dockerfile.filter((line) => line.startsWith('USER '))).toEqual(['USER node']);
});
