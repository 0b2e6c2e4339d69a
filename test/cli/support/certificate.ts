import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** One piece of DER: a tag, a length, and what is in it. */
function der(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(content);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

const sequence = (...content: readonly Uint8Array[]) => der(0x30, ...content);
const bytes = (...values: readonly number[]) => Uint8Array.from(values);
const oid = (...values: readonly number[]) => der(0x06, bytes(...values));
const time = (ms: number) =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().replace(/[-:T]/g, '').slice(2, 14)}Z`));

const ECDSA_SHA256 = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
const NAME = sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from('a test of carillon')))));

/**
 * A certificate that vouches for itself, for these addresses, for a day: Node can't make one, and none is kept in a file.
 * @param addresses IPv4
 */
export function ownCertificate(addresses: readonly string[]): { readonly cert: string; readonly key: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = addresses.map((address) => der(0x87, bytes(...address.split('.').map(Number))));
  const extension = (id: number, value: Uint8Array) => sequence(oid(0x55, 0x1d, id), der(0x04, value));
  const isAuthority = extension(0x13, sequence(der(0x01, bytes(0xff))));
  const signed = sequence(
    der(0xa0, der(0x02, bytes(2))),
    der(0x02, bytes(1), randomBytes(8)),
    ECDSA_SHA256,
    NAME,
    sequence(time(Date.now() - 3_600_000), time(Date.now() + 86_400_000)),
    NAME,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(isAuthority, extension(0x11, sequence(...names)))),
  );
  const signature = der(0x03, bytes(0), sign('sha256', signed, privateKey));
  const lines = sequence(signed, ECDSA_SHA256, signature)
    .toString('base64')
    .match(/.{1,64}/g)!;
  const key = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  return { cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`, key };
}
