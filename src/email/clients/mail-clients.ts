/** A mail program on one platform. */
export interface MailClient {
  /** In the words of caniemail.com. */
  readonly family: string;
  readonly platform: string;
  /** As findings call it. */
  readonly name: string;
  /** `web`, `iOS`, `Windows`… */
  readonly device: string;
}

/**
 * The clients that a feature is judged by: those that newsletters are read in. Left out are AOL, which shows mail as
 * Yahoo does; Windows Mail, which Microsoft ended in 2024; and the regional webmails that caniemail.com tests seldom.
 */
export const mailClients: readonly MailClient[] = [
  ...family('gmail', 'Gmail', { 'desktop-webmail': 'web', ios: 'iOS', android: 'Android' }),
  ...family('apple-mail', 'Apple Mail', { macos: 'macOS', ios: 'iOS' }),
  ...family('outlook', 'Outlook', {
    windows: 'Windows',
    macos: 'macOS',
    'outlook-com': 'web',
    ios: 'iOS',
    android: 'Android',
  }),
  ...family('yahoo', 'Yahoo', { 'desktop-webmail': 'web', ios: 'iOS', android: 'Android' }),
  ...family('samsung-email', 'Samsung Email', { android: 'Android' }),
  // It looks the same on every platform; macOS is where caniemail.com tests it most.
  ...family('thunderbird', 'Thunderbird', { macos: 'desktop' }),
  ...family('protonmail', 'Proton Mail', { 'desktop-webmail': 'web', ios: 'iOS', android: 'Android' }),
  ...family('fastmail', 'Fastmail', { 'desktop-webmail': 'web' }),
  ...family('gmx', 'GMX', { 'desktop-webmail': 'web', ios: 'iOS', android: 'Android' }),
  ...family('web-de', 'WEB.DE', { 'desktop-webmail': 'web', ios: 'iOS', android: 'Android' }),
  ...family('orange', 'Orange', { 'desktop-webmail': 'web', ios: 'iOS', android: 'Android' }),
  ...family('free-fr', 'Free', { 'desktop-webmail': 'web' }),
];

function family(key: string, name: string, devices: Readonly<Record<string, string>>): MailClient[] {
  return Object.entries(devices).map(([platform, device]) => ({ family: key, platform, name, device }));
}

/** Clients as a reader would list them: `Gmail (iOS, Android), Outlook (Windows)`; a family that is whole by its name. */
export function nameClients(clients: readonly MailClient[]): string {
  const names = [...new Set(clients.map(({ name }) => name))];
  return names
    .map((name) => {
      const devices = clients.filter((client) => client.name === name).map(({ device }) => device);
      const isWhole = devices.length === mailClients.filter((client) => client.name === name).length;
      return isWhole ? name : `${name} (${devices.join(', ')})`;
    })
    .join(', ');
}
