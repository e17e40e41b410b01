/** What a person is told for each code of the network, of TLS or of PostgreSQL (SQLSTATE). */
const remedies: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there: is the server running, and is the port right?',
  ENOTFOUND: 'there is no host of that name.',
  EAI_AGAIN: 'the name of the host cannot be looked up now.',
  ENOENT: 'there is no such socket.',
  ETIMEDOUT: 'nobody answers there.',
  EHOSTUNREACH: 'there is no way to that host.',
  ENETUNREACH: 'there is no way to that network.',
  ECONNRESET: 'it hung up.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed.',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is signed by nobody that this machine trusts.',
  CERT_HAS_EXPIRED: 'its certificate has expired.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another host.',
  '28P01': 'it refuses the user name or the password.',
  '28000': 'it does not let this user in from here (see its pg_hba.conf).',
  '3D000': 'it has no such database: create it, or correct the name.',
  '53300': 'it has no connection left for us.',
  '53100': 'its disk is full.',
  '57P01': 'it was shut down.',
  '57P03': 'it is starting up or shutting down: try again in a moment.',
};

/** One sentence on why the server of a DATABASE_URL cannot be used. Never shows the password. */
export function describeConnectFault(url: string, cause: unknown): string {
  const { code, message } = cause as { code?: unknown; message?: unknown };
  const reason = (typeof code === 'string' && remedies[code]) || `${message}`;
  return `DATABASE_URL: cannot use ${describeServer(url)}: ${reason}`;
}

/** Of what is needed, LISTEN, prepared statements and the search path belong to a session. */
export const describePooler =
  'a pooler is before it that gives every transaction another session (PgBouncer with pool_mode = transaction or ' +
  'statement), in which nothing lasts that Pennypost has said before. Name PostgreSQL itself, or a pool with ' +
  'pool_mode = session.';

/** What `pg` says in words alone of a connection that broke, or that cannot be had. */
const lost =
  /^(?:Connection terminated|Client (?:has encountered a connection error|was closed) and is not queryable|timeout exceeded when trying to connect|The database did not answer)/;

/** One sentence on why a database that was open cannot be asked now; null where the error is another trouble. */
export function connectFaultOf(error: unknown): string | null {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const reason =
    (typeof code === 'string' && remedies[code]) ||
    (typeof message === 'string' && lost.test(message) && 'the connection was lost, or nobody answers.');
  return reason ? `The database cannot be asked: ${reason}` : null;
}

/** Of an error of Node's about a socket: what it was about. */
interface SocketFault {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly severity?: unknown;
  readonly syscall?: unknown;
  readonly address?: unknown;
}

/**
 * Whether an error says that a database that was open has gone away: a connection that broke, in the words of `pg` or of
 * Node, a socket of PostgreSQL on which nobody listens, or a server that shuts down, starts or ends a session (SQLSTATE
 * classes 08 and 57P).
 */
export function isDatabaseAway(error: unknown): boolean {
  const { code, message, severity, syscall, address } = (error ?? {}) as SocketFault;
  if (severity !== undefined) return typeof code === 'string' && /^(?:08|57P)/.test(code);
  if (syscall === 'connect') return `${address}`.includes('.s.PGSQL.');
  const isBroken = code === 'ECONNRESET' || (code === 'EPIPE' && syscall === 'write');
  return isBroken || (typeof message === 'string' && lost.test(message));
}

/** `database NAME at HOST:PORT as USER`, for people: never its password. */
export function describeServer(url: string): string {
  if (!URL.canParse(url)) return 'what it says, which is no URL';
  const { hostname, port, pathname, username, searchParams } = new URL(url);
  const host = hostname || searchParams.get('host') || 'localhost';
  const user = username === '' ? '' : ` as ${decodeURIComponent(username)}`;
  const name = pathname.slice(1);
  return `${name === '' ? 'the database' : `database ${name}`} at ${host}:${port || 5432}${user}`;
}
