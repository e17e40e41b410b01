import { readHtml } from '../../../email/clients/html-parts.ts';

/** The links of an email that lead to one host. */
export interface HostLinks {
  /** `mailto` and the like for what has no host. */
  readonly host: string;
  readonly links: readonly EmailLink[];
}

export interface EmailLink {
  readonly url: string;
  /** How often it stands in the email. */
  readonly times: number;
}

/** The links of an HTML part, each address once, the host with the most of them first. */
export function linksByHost(html: string): HostLinks[] {
  const counts = new Map<string, number>();
  for (const { name, attributes } of readHtml(html).tags) {
    const url = name === 'a' || name === 'area' ? attributes['href'] : undefined;
    if (url) counts.set(url, (counts.get(url) ?? 0) + 1);
  }
  const hosts = new Map<string, EmailLink[]>();
  for (const [url, times] of counts) {
    const host = hostOf(url);
    hosts.set(host, [...(hosts.get(host) ?? []), { url, times }]);
  }
  return [...hosts]
    .map(([host, links]) => ({ host, links }))
    .toSorted((one, other) => other.links.length - one.links.length);
}

function hostOf(url: string): string {
  if (!URL.canParse(url)) return url.startsWith('#') ? 'in the email' : 'no address';
  const { host, protocol } = new URL(url);
  return host === '' ? protocol.replace(':', '') : host.replace(/^www\./, '');
}
