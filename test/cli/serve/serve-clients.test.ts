import { expect, it } from 'vitest';
import { clientOptions } from '../../../src/cli/serve/serve-clients.ts';
import type { Config } from '../../../src/config.ts';

function told(trustedProxies: Config['trustedProxies'], ...peers: string[]): string[] {
  const said: string[] = [];
  const config = { trustedProxies } as Config;
  const { onUntrusted } = clientOptions(config, { err: (text: string) => said.push(text) });
  for (const peer of peers) onUntrusted?.(peer);
  return said;
}

const proxy = { address: '10.0.0.1', prefix: 32 };

it('names the web server whose X-Forwarded-For is not believed, once', () => {
  const [line, ...more] = told([], '127.0.0.1', '127.0.0.1');
  expect(line).toMatch(/X-Forwarded-For came from 127\.0\.0\.1, .*trustedProxies .*docs\/proxy\.md/);
  expect(more).toEqual([]);
  expect(told([proxy], '172.18.0.3')).toHaveLength(1);
});

it('is not made to say a line for each address of the internet that sends the header', () => {
  expect(told([], '8.8.8.8', '9.9.9.9')).toHaveLength(1);
  expect(told([proxy], '8.8.8.8', '9.9.9.9')).toEqual([]);
});
