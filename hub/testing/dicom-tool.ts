import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What the project `dicompeer` talks to, with the Debian package that brings it. */
export const PACKAGES = {
  echoscu: 'dcmtk',
  storescu: 'dcmtk',
  storescp: 'dcmtk',
  findscu: 'dcmtk',
  termscu: 'dcmtk',
  dcmcjpls: 'dcmtk',
  Orthanc: 'orthanc',
  'libOrthancDicomWeb.so': 'orthanc-dicomweb',
  dciodvfy: 'dicom3tools',
  java: 'default-jre-headless',
  'pixelmed.jar': 'pixelmed-apps',
  chromium: 'chromium',
} as const;

export type DicomTool = keyof typeof PACKAGES;

/** Where Debian puts what is no command, and what only administrators have on their path. */
const PLACES = ['/usr/sbin', '/usr/share/orthanc/plugins', '/usr/share/java'];

/**
 * The path of a tool that only tests need. `npm test` runs these tests where `SLUICE_DICOM_PEERS` is set; there a tool that
 * is absent is a failure that says how to get it.
 */
export function dicomTool(name: DicomTool): string {
  const places = [...(process.env['PATH'] ?? '').split(delimiter), ...PLACES];
  const found = places.map((place) => join(place, name)).find(isThere);
  if (found === undefined)
    throw new Error(`${name} is not on this machine: apt-get install ${PACKAGES[name]}`);
  return found;
}

function isThere(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
