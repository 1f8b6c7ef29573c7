import { readPassword } from '../../../secrets/read-secret-file.ts';
import type { HospitalEntry } from './hospital-entry.ts';

/** A hospital's own DICOMweb server, and what a request to it carries. */
export interface HospitalServer {
  readonly hospital: string;
  /** Of the service; below it `/studies`. */
  readonly url: string;
  /** `Basic …` or `Bearer …`; asked for each request. Never what a viewer showed us. */
  readonly authorization?: () => string;
}

/**
 * The hospitals that keep their images, by their entries.
 * @throws InvalidSecret where a file that an entry names holds nothing
 */
export function hospitalServers(entries: readonly HospitalEntry[]): readonly HospitalServer[] {
  return entries.flatMap(({ hospital, dicomweb }) => {
    if (dicomweb === undefined) return [];
    const carried = authorizationOf(dicomweb);
    const { url } = dicomweb;
    return [carried === null ? { hospital, url } : { hospital, url, authorization: () => carried }];
  });
}

function authorizationOf({
  user,
  passwordFile,
  tokenFile,
}: NonNullable<HospitalEntry['dicomweb']>): string | null {
  if (tokenFile !== undefined) return `Bearer ${readPassword(tokenFile)}`;
  if (user === undefined) return null;
  const password = passwordFile === undefined ? '' : readPassword(passwordFile);
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
