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
  /** The domains of its mail exchangers, by which those of others are known whose mail it takes. */
  readonly exchangers?: readonly string[];
}

/** As their own postmaster pages list them; what moved from one to another, by its MX records of 2026-06. */
const providers = [
  {
    provider: 'Gmail',
    domains: ['gmail.com', 'googlemail.com'],
    exchangers: ['google.com', 'googlemail.com'],
  },
  {
    provider: 'Outlook.com',
    domains: ['outlook.com', 'msn.com', 'passport.com'],
    names: ['outlook', 'hotmail', 'live'],
    exchangers: ['olc.protection.outlook.com'],
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
    exchangers: ['yahoodns.net', 'mail.yahoo.com'],
  },
  { provider: 'Yahoo Japan', domains: ['yahoo.co.jp', 'ybb.ne.jp'] },
  { provider: 'iCloud', domains: ['icloud.com', 'me.com', 'mac.com'], exchangers: ['mail.icloud.com'] },
  { provider: 'GMX and WEB.DE', domains: ['gmx.net', 'web.de', 'mail.com'], names: ['gmx'] },
  { provider: 'T-Online', domains: ['t-online.de', 'magenta.de'] },
  {
    provider: 'Proton',
    domains: ['proton.me', 'protonmail.com', 'protonmail.ch', 'pm.me'],
    exchangers: ['protonmail.ch'],
  },
  { provider: 'Orange', domains: ['orange.fr', 'wanadoo.fr'] },
  { provider: 'SFR', domains: ['sfr.fr', 'neuf.fr', 'club-internet.fr'] },
  { provider: 'Libero', domains: ['libero.it', 'virgilio.it', 'iol.it', 'inwind.it', 'blu.it'] },
  { provider: 'BT', domains: ['btinternet.com', 'btopenworld.com', 'talk21.com'] },
  {
    provider: 'Mail.ru',
    domains: ['mail.ru', 'bk.ru', 'inbox.ru', 'list.ru', 'internet.ru'],
    exchangers: ['mail.ru'],
  },
  {
    provider: 'Yandex',
    domains: ['yandex.ru', 'yandex.com', 'ya.ru', 'yandex.by', 'yandex.kz'],
    exchangers: ['mx.yandex.net', 'mx.yandex.ru'],
  },
  { provider: 'QQ', domains: ['qq.com', 'foxmail.com'], exchangers: ['qq.com'] },
  { provider: 'NetEase', domains: ['163.com', '126.com', 'yeah.net'], exchangers: ['netease.com'] },
  { provider: 'Naver', domains: ['naver.com'] },
  { provider: 'Fastmail', domains: ['fastmail.com', 'fastmail.fm'], exchangers: ['messagingengine.com'] },
  { provider: 'La Poste', domains: ['laposte.net'] },
  // These keep the mailboxes of companies, or filter their mail; what stands for them is the domain of their exchangers.
  {
    provider: 'Microsoft 365',
    domains: ['mail.protection.outlook.com'],
    exchangers: ['mail.protection.outlook.com', 'mx.microsoft'],
  },
  { provider: 'Zoho', domains: ['zoho.com', 'zohomail.com'], exchangers: ['zoho.com', 'zoho.eu', 'zoho.in'] },
  { provider: 'GoDaddy', domains: ['secureserver.net'], exchangers: ['secureserver.net'] },
  { provider: 'Rackspace', domains: ['emailsrvr.com'], exchangers: ['emailsrvr.com'] },
  { provider: 'Mimecast', domains: ['mimecast.com'], exchangers: ['mimecast.com'] },
  { provider: 'Proofpoint', domains: ['pphosted.com'], exchangers: ['pphosted.com', 'ppe-hosted.com'] },
  { provider: 'Barracuda', domains: ['ess.barracudanetworks.com'], exchangers: ['barracudanetworks.com'] },
  { provider: 'Cisco', domains: ['iphmx.com'], exchangers: ['iphmx.com'] },
] as const satisfies readonly ProviderDomains[];

export type ProviderName = (typeof providers)[number]['provider'];

export const mailProviders: readonly ProviderDomains[] = providers;

const byDomain = new Map(mailProviders.flatMap((one) => one.domains.map((domain) => [domain, one])));
const byName = new Map(mailProviders.flatMap((one) => (one.names ?? []).map((name) => [name, one])));
const byProvider = new Map(mailProviders.map((one) => [one.provider, one]));
const byExchanger = new Map(
  mailProviders.flatMap((one) => (one.exchangers ?? []).map((name) => [name, one])),
);
/** `name.fr`, `name.co.uk`, `name.com.br`. */
const nationalDomain = /^([a-z]+)\.(?:com?\.)?[a-z]{2,3}$/;

/**
 * Who keeps the mailboxes of a domain: a provider that is known to have several domains, else the domain itself.
 *
 * @param hostedBy the provider to which its MX records lead; null where that is not known, or none of ours
 */
export function mailProvider(domain: string, hostedBy: string | null = null): string {
  return knownProvider(domain, hostedBy)?.provider ?? domain.toLowerCase();
}

/** The domain that stands for all whose mailboxes the same provider keeps: for what is reckoned by domain. */
export function sharedDomain(domain: string, hostedBy: string | null = null): string {
  return knownProvider(domain, hostedBy)?.domains[0] ?? domain.toLowerCase();
}

/** Whether the domain alone says who keeps its mailboxes. */
export function isKnownDomain(domain: string): boolean {
  return knownProvider(domain, null) !== undefined;
}

/** The provider of which a mail exchanger is; null where that is none of ours. */
export function providerOfHost(host: string): string | null {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.');
  const names = labels.map((_, at) => labels.slice(at).join('.'));
  const found = names.map((name) => byExchanger.get(name)).find((one) => one !== undefined);
  return found?.provider ?? null;
}

function knownProvider(domain: string, hostedBy: string | null): ProviderDomains | undefined {
  const folded = domain.toLowerCase();
  const itself = byDomain.get(folded) ?? byName.get(nationalDomain.exec(folded)?.[1] ?? '');
  return itself ?? byProvider.get(hostedBy ?? '');
}

/** The provider that keeps the mailbox of an address. */
export function providerOf(address: string, hostedBy: string | null = null): string {
  return mailProvider(address.slice(address.lastIndexOf('@') + 1), hostedBy);
}
