import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { allCommands } from '../../scripts/docs/written-pages.ts';

const file = '.devcontainer/devcontainer.json';
const { config, error } = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8'));
const dockerfile = readFileSync('.devcontainer/Dockerfile', 'utf8').replaceAll(/\\\n/g, ' ');
const ci = readFileSync('.ci/run', 'utf8');

/** What one `apt-get install` of the Dockerfile names that is no option. */
const packages = (/apt-get install ([^&]*)&&/.exec(dockerfile)?.[1] ?? '')
  .split(/\s+/)
  .filter((word) => word !== '' && !word.startsWith('-'));

function wordsOf(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].flatMap(([, words = '']) => words.split(/ and | /)))].sort();
}

it('is JSON with comments, and builds from a Dockerfile that is there', () => {
  expect(error).toBeUndefined();
  expect(config).toMatchObject({ name: 'Pennypost', remoteUser: 'node', postCreateCommand: 'npm install' });
  expect(existsSync(path.join(path.dirname(file), config.build.dockerfile))).toBe(true);
});

it('has the Debian packages that .ci/run installs, and no others', () => {
  const wanted = wordsOf(ci, /missing\+=\(([^)]+)\)/g);
  expect(wanted.length).toBeGreaterThan(3);
  expect([...packages].sort()).toEqual(wanted);
});

it('has what the tests say is missing where it is missing', () => {
  const setup = readdirSync('test/setup').map((name) => readFileSync(path.join('test/setup', name), 'utf8'));
  const told = wordsOf(setup.join('\n'), /apt-get install ([a-z][a-z -]*)\)/g);
  expect(told.length).toBeGreaterThan(1);
  expect(packages).toEqual(expect.arrayContaining(told));
});

it('is asked nothing by Debian, as little as .ci/run is', () => {
  const settings = [
    'create_main_cluster = false',
    'postfix postfix/main_mailer_type select No configuration',
    'DEBIAN_FRONTEND=noninteractive',
    'UCF_FORCE_CONFFOLD=1',
  ];
  for (const setting of settings) {
    expect(ci).toContain(setting);
    expect(dockerfile).toContain(setting);
  }
});

it('runs the Node of the image that is shipped, and not as root', () => {
  const majorOf = (text: string) => /^FROM node:(\d+)-/m.exec(text)?.[1];
  expect(majorOf(dockerfile)).toBe(majorOf(readFileSync('Dockerfile', 'utf8')));
  expect(Number(majorOf(dockerfile))).toBeGreaterThanOrEqual(20);
  expect(dockerfile.trimEnd().split('\n').at(-1)).toBe(`USER ${config.remoteUser}`);
});

it('forwards the port that serve listens on', () => {
  const { commands } = allCommands();
  const options = commands.find((command) => command.name() === 'serve')?.options ?? [];
  const port = options.find(({ long }) => long === '--port')?.defaultValue;
  expect(config.forwardPorts).toEqual([Number(port)]);
});
