import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

/** DER (ITU-T X.690): a tag, the length, the content. */
function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const { length } = content;
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...contents: Buffer[]): Buffer => der(0x30, ...contents);
const objectId = (hex: string): Buffer => der(0x06, Buffer.from(hex, 'hex'));
const generalizedTime = (at: Date): Buffer =>
  der(0x18, Buffer.from(`${at.toISOString().replace(/[-:T]|\..*/g, '')}Z`));

/** A certificate of RFC 5280 that vouches for itself, which nobody asks of one but the key in it and its dates. */
export function selfSigned(
  keys: { privateKey: KeyObject; publicKey: KeyObject },
  from: Date,
  to: Date,
): string {
  const sha256WithRsa = sequence(objectId('2a864886f70d01010b'), der(0x05));
  const name = sequence(der(0x31, sequence(objectId('550403'), der(0x0c, Buffer.from('sns.amazonaws.com')))));
  const certified = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([7])),
    sha256WithRsa,
    name,
    sequence(generalizedTime(from), generalizedTime(to)),
    name,
    keys.publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = sign('sha256', certified, keys.privateKey);
  const whole = sequence(certified, sha256WithRsa, der(0x03, Buffer.from([0]), signature));
  const lines = whole.toString('base64').replace(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

export const rsaKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
