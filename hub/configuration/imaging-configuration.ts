import { existsSync, mkdirSync } from 'node:fs';
import type { ArchiveConfiguration } from '../../subgraphs/imaging/archive-configuration.ts';
import type { HospitalEntry } from '../../subgraphs/imaging/hospitals/hospital-entry.ts';
import type { ImagingSettings } from '../../subgraphs/imaging/imaging-settings.ts';
import { SHIPPED_MODELS } from '../../subgraphs/imaging/models/shipped-models.ts';
import { APPLICATIONS } from '../issuer/applications.ts';
import { ISSUER } from '../issuer/development-issuer.ts';
import { readImagingOptions } from './imaging-options.ts';
import type { StateDirectory } from '../state/state-directory.ts';
import { writeFileWhole } from '../state/write-file-whole.ts';

/** What the archive is called by whoever sends it images. */
const ARCHIVE_AE_TITLE = 'SLUICE';
const HOST = '127.0.0.1';
const TOKENS = { issuer: ISSUER, audience: 'imaging-archive' };
/** Long enough for the next image of a study, short enough for a draft within two seconds. */
const QUIET_MS = 500;

/** Where the archive of images listens. */
export interface ImagingPorts {
  readonly dicomweb: number;
  readonly dicom: number;
}

/** Where images go to and come from, for whoever sends or shows them. */
export interface ImagingAddresses {
  /** DICOMweb, below which are `/studies` and the others. */
  readonly dicomweb: string;
  readonly dicom: { readonly host: string; readonly port: number; readonly aeTitle: string };
}

export function imagingAddresses({ dicomweb, dicom }: ImagingPorts): ImagingAddresses {
  return {
    dicomweb: `http://${HOST}:${dicomweb}/dicom-web`,
    dicom: { host: HOST, port: dicom, aeTitle: ARCHIVE_AE_TITLE },
  };
}

/** The configuration of the process that takes images and gives them. */
export function archiveConfiguration(
  state: StateDirectory,
  ports: ImagingPorts,
  database: ArchiveConfiguration['database'],
): ArchiveConfiguration {
  const { archive, dimse } = readImagingOptions(state.imagingOptionsFile);
  return {
    directory: state.images,
    ...(archive === undefined ? {} : { archive }),
    database,
    dimse: { ...imagingAddresses(ports).dicom, ...dimse },
    dicomweb: { host: HOST, port: ports.dicomweb },
    tokens: { ...TOKENS, publicKeyFile: state.key('image-token-signing.pub.pem') },
    hospitalsFile: state.hospitalsFile,
  };
}

/** The `settings` of the imaging subgraph. */
export function imagingSettings(
  state: StateDirectory,
  ports: ImagingPorts,
  database: ImagingSettings['database'],
): ImagingSettings {
  const { dicomweb, dicom } = imagingAddresses(ports);
  const { models } = readImagingOptions(state.imagingOptionsFile);
  return {
    database,
    archive: {
      dicomweb,
      aeTitle: dicom.aeTitle,
      tokens: { ...TOKENS, signingKeyFile: state.key('image-token-signing.pem') },
    },
    hospitalsFile: state.hospitalsFile,
    models: {
      folders: [SHIPPED_MODELS, state.models],
      display: 'demonstration',
      providers: ['cpu'],
      ...models,
    },
    quietMs: QUIET_MS,
  };
}

/** The one hospital of a hub on one machine: that of the tokens `hospital` and `radiologist`. */
const DEMONSTRATION_HOSPITAL: HospitalEntry = {
  hospital: APPLICATIONS.hospital.organisation,
  tier: 'demonstration',
  site: 'demonstration',
  quota: { objectsPerDay: 50_000, bytesPerDay: 100 * 2 ** 30 },
  peers: [{ aeTitle: 'HOSPITAL1', addresses: [HOST] }],
  criticalRecipients: [APPLICATIONS.radiologist.official, APPLICATIONS.hospital.official],
  acknowledgeWithinMinutes: 30,
};

/** Makes what an operator of the imaging cloud changes: hospitals, options, and a place for models. Leaves what is there. */
export function ensureImagingFiles({ hospitalsFile, imagingOptionsFile, models }: StateDirectory): void {
  mkdirSync(models, { recursive: true, mode: 0o700 });
  const once = { [hospitalsFile]: [DEMONSTRATION_HOSPITAL], [imagingOptionsFile]: {} };
  for (const [file, content] of Object.entries(once))
    if (!existsSync(file)) writeFileWhole(file, `${JSON.stringify(content, null, 2)}\n`);
}
