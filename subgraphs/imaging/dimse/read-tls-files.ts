import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { InvalidConfiguration } from '../../kit/strict-configuration.ts';
import type { DimseSettings } from './start-dimse.ts';

/** Files in PEM: our certificate (with those between it and its root), its key, and whose certificates callers show. */
export interface TlsFiles {
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly caFile: string;
}

/** @throws InvalidConfiguration where a file can not be read, or they do not hold a certificate with its key */
export function readTlsFiles(files: TlsFiles): NonNullable<DimseSettings['tls']> {
  const tls = { cert: pemOf(files.certificateFile), key: pemOf(files.keyFile), ca: pemOf(files.caFile) };
  try {
    createSecureContext(tls);
  } catch (cause) {
    const { certificateFile, keyFile } = files;
    throw new InvalidConfiguration(`\`${certificateFile}\` is no certificate of the key in \`${keyFile}\``, {
      cause,
    });
  }
  return tls;
}

function pemOf(file: string): string {
  let pem: string;
  try {
    pem = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new InvalidConfiguration(`\`${file}\` can not be read`, { cause });
  }
  // WHY: of a file without any OpenSSL takes none, and then nobody could call.
  if (!pem.includes('-----BEGIN ')) throw new InvalidConfiguration(`\`${file}\` holds no PEM`);
  return pem;
}
