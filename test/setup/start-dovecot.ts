import { once } from 'node:events';
import { chownSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import type { Certificate } from './certificate.ts';
import {
  type Account,
  findFreePort,
  makeDirectory,
  type RunningServer,
  superviseServer,
  unprivilegedAccount,
} from './supervise-server.ts';

/** An IMAP server of a test's own: every user has the password `sesame` and a mailbox of their own. */
export interface Dovecot extends RunningServer {
  readonly port: number;
}

export interface DovecotOptions {
  /** Offers STARTTLS with it. */
  readonly certificate?: Certificate;
  /** In place of everything that it can do. */
  readonly capability?: string;
}

export async function startDovecot(program: string, options: DovecotOptions = {}): Promise<Dovecot> {
  const account = unprivilegedAccount('nobody');
  const directory = makeDirectory('dovecot', account);
  const port = await findFreePort();
  const file = join(directory, 'dovecot.conf');
  const mail = join(directory, 'mail');
  mkdirSync(mail);
  if (account) chownSync(mail, account.uid, account.gid);
  writeFileSync(file, configOf(directory, port, account, options));
  const server = await superviseServer({
    command: [program, '-F', '-c', file],
    directory,
    account,
    url: `imap://127.0.0.1:${port}`,
    isReady: () => answers(port),
  });
  return { ...server, port };
}

function configOf(directory: string, port: number, account: Account | null, options: DovecotOptions): string {
  const { user, group, uid, gid } = namesOf(account);
  const { certificate, capability } = options;
  const pem = (name: 'key' | 'cert') => {
    if (certificate) writeFileSync(join(directory, `${name}.pem`), certificate[name]);
    return `<${join(directory, `${name}.pem`)}`;
  };
  // Whoever is not root can neither change its user nor its root directory.
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${directory}/run
state_dir = ${directory}/state
log_path = /dev/stderr
default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:${directory}/mail/%u
mailbox_list_index = no
passdb {
  driver = static
  args = password=sesame
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${directory}/mail/%u
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
${certificate ? `ssl = yes\nssl_cert = ${pem('cert')}\nssl_key = ${pem('key')}` : 'ssl = no'}
${capability === undefined ? '' : `protocol imap {\n  imap_capability = ${capability}\n}`}
`;
}

function namesOf(account: Account | null) {
  const { uid, gid } = account ?? userInfo();
  const nameIn = (file: string, id: number) =>
    readFileSync(file, 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .find((fields) => Number(fields[2]) === id)?.[0] ?? String(id);
  return { uid, gid, user: nameIn('/etc/passwd', uid), group: nameIn('/etc/group', gid) };
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    const [greeting] = await once(socket, 'data');
    return String(greeting).startsWith('* OK');
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
