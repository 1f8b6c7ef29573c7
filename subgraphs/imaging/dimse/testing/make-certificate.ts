import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

export interface MadeCertificate {
  /** In PEM. */
  readonly cert: string;
  readonly key: string;
}

/** A certificate that signs itself (X.509 v1, Ed25519), valid from 2020 to 2049: its own authority. */
export function makeCertificate(commonName: string): MadeCertificate {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const algorithm = tlv(0x30, Buffer.from('06032b6570', 'hex'));
  const attribute = tlv(0x30, Buffer.from('0603550403', 'hex'), tlv(0x0c, Buffer.from(commonName)));
  const name = tlv(0x30, tlv(0x31, attribute));
  const time = (text: string): Buffer => tlv(0x17, Buffer.from(text));
  const serial = Buffer.concat([Buffer.of(1), randomBytes(15)]);
  const content = tlv(
    0x30,
    tlv(0x02, serial),
    algorithm,
    name,
    tlv(0x30, time('200101000000Z'), time('491231235959Z')),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
  );
  const signature = tlv(0x03, Buffer.of(0), sign(null, content, privateKey));
  const lines =
    tlv(0x30, content, algorithm, signature)
      .toString('base64')
      .match(/.{1,64}/gu) ?? [];
  return {
    cert: ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n'),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** DER: tag, length, value. */
function tlv(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(parts);
  const { length } = value;
  const long = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...(length < 0x80 ? [length] : long)), value]);
}
