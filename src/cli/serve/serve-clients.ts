import type { Config } from '../../config.ts';
import { isPublicAddress } from '../../content/links/public-address-socket.ts';
import type { ClientOptions } from '../../web/http/serve-http.ts';
import type { CommandContext } from '../terminal/command-context.ts';
import { quietly } from '../terminal/report-trouble.ts';

/** Who is believed about who asks, and what is said of those who are not. */
export function clientOptions(
  { trustedProxies }: Config,
  context: Pick<CommandContext, 'err'>,
): ClientOptions {
  const say = quietly(context);
  const onUntrusted = (peer: string) => {
    // Anybody can send the header, from as many addresses as they like; a web server of ours is rarely at a public one.
    if (!isPublicAddress(peer)) say(untrusted(peer));
    else if (trustedProxies.length === 0) say(untrusted('a public address'));
  };
  return { trustedProxies, onUntrusted };
}

function untrusted(peer: string): string {
  return `X-Forwarded-For came from ${peer}, which trustedProxies in pennypost.yaml does not name: it is not believed, and nobody behind it is told from another. If that is your web server, name it there (docs/proxy.md).`;
}
