/**
 * The domains of one provider, which answer alike: what one of them says of us the others say, too, and when its
 * directory breaks, all of them say "no such user".
 */
export interface ProviderDomains {
  readonly provider: string;
  /** The first stands for all. */
  readonly domains: readonly [string, ...string[]];
  /** Names that the provider has under many top-level domains, such as `hotmail.fr`. */
  readonly names?: readonly string[];
}

/** As their own postmaster pages list them; what moved from one to another, by its MX records of 2026-06. */
const providers = [
  { provider: 'Gmail', domains: ['gmail.com', 'googlemail.com'] },
  {
    provider: 'Outlook.com',
    domains: ['outlook.com', 'msn.com', 'passport.com'],
    names: ['outlook', 'hotmail', 'live'],
  },
  {
    provider: 'Yahoo',
    domains: [
      'yahoo.com',
      'aol.com',
      'aim.com',
      'netscape.net',
      'ymail.com',
      'rocketmail.com',
      'myyahoo.com',
      'verizon.net',
      'comcast.net',
      'att.net',
      'ameritech.net',
      'bellsouth.net',
      'currently.com',
      'flash.net',
      'nvbell.net',
      'pacbell.net',
      'prodigy.net',
      'sbcglobal.net',
      'snet.net',
      'swbell.net',
      'wans.net',
    ],
    names: ['yahoo', 'aol'],
  },
  { provider: 'Yahoo Japan', domains: ['yahoo.co.jp', 'ybb.ne.jp'] },
  { provider: 'iCloud', domains: ['icloud.com', 'me.com', 'mac.com'] },
  { provider: 'GMX and WEB.DE', domains: ['gmx.net', 'web.de', 'mail.com'], names: ['gmx'] },
  { provider: 'T-Online', domains: ['t-online.de', 'magenta.de'] },
  { provider: 'Proton', domains: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'] },
  { provider: 'Orange', domains: ['orange.fr', 'wanadoo.fr'] },
  { provider: 'SFR', domains: ['sfr.fr', 'neuf.fr', 'club-internet.fr'] },
  { provider: 'Libero', domains: ['libero.it', 'virgilio.it', 'iol.it', 'inwind.it', 'blu.it'] },
  { provider: 'BT', domains: ['btinternet.com', 'btopenworld.com', 'talk21.com'] },
  { provider: 'Mail.ru', domains: ['mail.ru', 'bk.ru', 'inbox.ru', 'list.ru', 'internet.ru'] },
  { provider: 'Yandex', domains: ['yandex.ru', 'yandex.com', 'ya.ru', 'yandex.by', 'yandex.kz'] },
  { provider: 'QQ', domains: ['qq.com', 'foxmail.com'] },
  { provider: 'NetEase', domains: ['163.com', '126.com', 'yeah.net'] },
  { provider: 'Naver', domains: ['naver.com'] },
  { provider: 'Fastmail', domains: ['fastmail.com', 'fastmail.fm'] },
  { provider: 'La Poste', domains: ['laposte.net'] },
] as const satisfies readonly ProviderDomains[];

export type ProviderName = (typeof providers)[number]['provider'];

export const mailProviders: readonly ProviderDomains[] = providers;

const byDomain = new Map(mailProviders.flatMap((one) => one.domains.map((domain) => [domain, one])));
const byName = new Map(mailProviders.flatMap((one) => (one.names ?? []).map((name) => [name, one])));
/** `name.fr`, `name.co.uk`, `name.com.br`. */
const nationalDomain = /^([a-z]+)\.(?:com?\.)?[a-z]{2,3}$/;

/** Who keeps the mailboxes of a domain: a provider that is known to have several domains, else the domain itself. */
export function mailProvider(domain: string): string {
  return knownProvider(domain)?.provider ?? domain.toLowerCase();
}

/** The domain that stands for all whose mailboxes the same provider keeps: for what is reckoned by domain. */
export function sharedDomain(domain: string): string {
  return knownProvider(domain)?.domains[0] ?? domain.toLowerCase();
}

function knownProvider(domain: string): ProviderDomains | undefined {
  const folded = domain.toLowerCase();
  return byDomain.get(folded) ?? byName.get(nationalDomain.exec(folded)?.[1] ?? '');
}

/** The provider that keeps the mailbox of an address. */
export function providerOf(address: string): string {
  return mailProvider(address.slice(address.lastIndexOf('@') + 1));
}
