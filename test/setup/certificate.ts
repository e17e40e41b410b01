import { rsaKeys, selfSigned } from '../web/webhooks/self-signed.ts';

/** Both in PEM. */
export interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

const dayMs = 86_400_000;

/** A certificate that nobody vouches for. */
export function makeCertificate(): Certificate {
  const keys = rsaKeys();
  const now = Date.now();
  const cert = selfSigned(keys, new Date(now - dayMs), new Date(now + dayMs));
  const key = keys.privateKey.export({ type: 'pkcs8', format: 'pem' });
  return { key: Buffer.from(key), cert: Buffer.from(cert) };
}
