import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { parseRelayUrl } from '../../src/delivery/relay/relay-url.ts';
import { checkRelay } from '../../src/delivery/smtp/transport-smtp.ts';
import { selfSigned } from './self-signed.ts';

const servers: Server[] = [];
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

/** Speaks SMTP far enough for a login, and writes down what it hears. */
function talk(socket: Socket, heard: string[], onStartTls?: () => void): void {
  const say = (text: string) => socket.write(`${text}\r\n`);
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => {
    const line = chunk.toString('latin1').trim();
    heard.push(line);
    if (line.startsWith('EHLO'))
      say(`250-relay.example\r\n250-AUTH PLAIN LOGIN\r\n250 ${onStartTls ? 'STARTTLS' : 'OK'}`);
    else if (line === 'STARTTLS') {
      socket.removeAllListeners('data');
      socket.write('220 2.0.0 go ahead\r\n', onStartTls);
    } else say('235 2.7.0 welcome');
  });
}

function startTlsRelay(heard: string[]): Promise<number> {
  return listen(
    createServer((socket) => {
      socket.write('220 relay.example ESMTP\r\n');
      talk(socket, heard, () => {
        const secured = new TLSSocket(socket, { isServer: true, ...selfSigned });
        talk(secured, heard);
      });
    }),
  );
}

function implicitTlsRelay(heard: string[]): Promise<number> {
  const server = createTlsServer(selfSigned, (socket) => {
    socket.write('220 relay.example ESMTP\r\n');
    talk(socket, heard);
  });
  server.on('tlsClientError', () => undefined);
  return listen(server);
}

async function refusal(url: string): Promise<Error & { failure?: string }> {
  const parsed = parseRelayUrl(url);
  if (!parsed.ok) throw new Error(parsed.problem);
  return checkRelay(parsed.relay).then(
    () => {
      throw new Error('the relay was trusted');
    },
    (error) => error,
  );
}

describe('a relay with a certificate that nobody vouches for', () => {
  it('is refused after STARTTLS, before it hears the password', async () => {
    const heard: string[] = [];
    const port = await startTlsRelay(heard);
    const error = await refusal(`smtp://me:s3cret@127.0.0.1:${port}?tls=required`);
    expect(error).toMatchObject({ name: 'DeliveryError', failure: 'mistake' });
    expect(error.message).toMatch(/certificate/);
    expect(heard.at(-1)).toBe('STARTTLS');
  });

  it('is refused where TLS comes first, too', async () => {
    const heard: string[] = [];
    const port = await implicitTlsRelay(heard);
    const error = await refusal(`smtps://me:s3cret@127.0.0.1:${port}`);
    expect(error).toMatchObject({ name: 'DeliveryError', failure: 'mistake' });
    expect(error.message).toMatch(/certificate/);
    expect(heard).toEqual([]);
  });

  it('is named in a sentence that says how to vouch for it, and taken where ca= names its authority', async () => {
    const heard: string[] = [];
    const port = await implicitTlsRelay(heard);
    const error = await refusal(`smtps://me:s3cret@127.0.0.1:${port}`);
    expect(error.message).toMatch(/signed by nobody whom this machine knows.*ca= in the URL/);
    const folder = mkdtempSync(path.join(tmpdir(), 'pennypost-ca-'));
    const file = path.join(folder, 'ca.pem');
    writeFileSync(file, selfSigned.cert);
    const parsed = parseRelayUrl(`smtps://me:s3cret@127.0.0.1:${port}?ca=${encodeURIComponent(file)}`);
    if (!parsed.ok) throw new Error(parsed.problem);
    await checkRelay(parsed.relay);
    expect(heard.some((line) => line.startsWith('AUTH PLAIN'))).toBe(true);
    rmSync(folder, { recursive: true });
    expect(
      (await refusal(`smtps://me:s3cret@127.0.0.1:${port}?ca=${encodeURIComponent(file)}`)).message,
    ).toMatch(/the file of ca= cannot be read/);
  });

  it('is refused by whatever name it is called, since STARTTLS is asked of every relay but the loopback', () => {
    expect(parseRelayUrl('smtp://relay.example')).toMatchObject({ relay: { tls: 'required' } });
    expect(parseRelayUrl('smtp://192.0.2.7')).toMatchObject({ relay: { tls: 'required' } });
    expect(parseRelayUrl('smtp://127.0.0.1.relay.example')).toMatchObject({ relay: { tls: 'required' } });
  });
});

describe('a scheme that does not fit the port is named within seconds', () => {
  it('where the port waits for TLS and smtp:// for a greeting', async () => {
    const heard: string[] = [];
    const port = await implicitTlsRelay(heard);
    const error = await refusal(`smtp://me:s3cret@127.0.0.1:${port}?tls=none`);
    expect(error).toMatchObject({ name: 'DeliveryError', failure: 'mistake' });
    expect(error.message).toContain('write smtps:// with this port');
    expect(heard).toEqual([]);
  });

  it('where smtps:// begins with TLS and the port greets in clear', async () => {
    const heard: string[] = [];
    const port = await startTlsRelay(heard);
    const error = await refusal(`smtps://me:s3cret@127.0.0.1:${port}`);
    expect(error).toMatchObject({ name: 'DeliveryError', failure: 'mistake' });
    expect(error.message).toContain('write smtp:// instead of smtps://');
    expect(error.message).not.toMatch(/OpenSSL|:SSL|wrong version/i);
    expect(heard.join('')).not.toContain('EHLO');
  });

  it('but 421 in clear is a relay that takes no more connections, and no fault of TLS', async () => {
    const port = await listen(
      createServer((socket) => void socket.end('421 4.7.0 too many connections from you\r\n')),
    );
    const error = await refusal(`smtps://me:s3cret@127.0.0.1:${port}`);
    expect(error).toMatchObject({ name: 'DeliveryError', failure: 'temporary' });
    expect(error.message).toContain('421 4.7.0 too many connections');
    expect(error.message).not.toMatch(/TLS|wrong version/i);
  });

  // As an Exim is, over its connections, of which one has ended meanwhile.
  it('nor is one that takes TLS again by the time it is asked in clear', async () => {
    let clients = 0;
    const tls = createTlsServer(selfSigned, (socket) => void socket.write('220 relay.example ESMTP\r\n'));
    tls.on('tlsClientError', () => undefined);
    const server = createServer((socket) => {
      clients += 1;
      if (clients === 1) socket.end('421 Too many concurrent SMTP connections; please try again later.\r\n');
      else if (clients === 2) socket.destroy();
      else tls.emit('connection', socket);
    });
    const error = await refusal(`smtps://me:s3cret@127.0.0.1:${await listen(server)}`);
    expect(error).toMatchObject({ name: 'DeliveryError', failure: 'temporary' });
    expect(error.message).toContain('takes no more connections for now');
  });

  it('and a port for TLS is known by its alert too, where its own TLS is broken', async () => {
    // Content type 21, TLS 1.2, level fatal, internal_error: RFC 8446 section 6.
    const alert = Buffer.from([21, 3, 3, 0, 2, 2, 80]);
    const server = createServer((socket) => void socket.once('data', () => socket.end(alert)));
    const port = await listen(server);
    expect((await refusal(`smtp://127.0.0.1:${port}`)).message).toContain('write smtps:// with this port');
    const { message } = await refusal(`smtps://127.0.0.1:${port}`);
    expect(message).toMatch(/do not agree on TLS \([\w ]+alert internal error\)\. Nothing was sent/);
    expect(message).not.toMatch(/error:|routines|\.c:/);
  });
});
