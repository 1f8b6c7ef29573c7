import { existsSync, readFileSync } from 'node:fs';
import {
  kindOfArchive,
  tlsOfArchive,
  type ArchiveConfiguration,
} from '../../subgraphs/imaging/archive-configuration.ts';
import { useOfModels, type ImagingSettings } from '../../subgraphs/imaging/imaging-settings.ts';
import {
  InvalidConfiguration,
  readStrictly,
  strictObject,
  strictShape,
  text,
} from '../../subgraphs/kit/strict-configuration.ts';

/** What an operator chooses for the imaging cloud beside its hospitals; what is left out is as `npm start` has it. */
export interface ImagingOptions {
  /** Embedded, or Orthanc. */
  readonly archive?: NonNullable<ArchiveConfiguration['archive']>;
  readonly dimse?: {
    /** The address at which images are taken; that of this machine alone where nothing is said. */
    readonly host?: string;
    /** With it only TLS is spoken. */
    readonly tls?: NonNullable<ArchiveConfiguration['dimse']['tls']>;
  };
  readonly models?: Partial<Pick<ImagingSettings['models'], 'display' | 'providers'>>;
}

const isOptions = strictShape<ImagingOptions>(
  {},
  {
    archive: kindOfArchive,
    dimse: strictObject({}, { host: text, tls: tlsOfArchive }),
    models: strictObject({}, useOfModels),
  },
);

/**
 * Reads the operator's file; where there is none nothing is chosen.
 * @throws InvalidConfiguration that names the file that is no JSON, or every key at fault
 */
export function readImagingOptions(file: string): ImagingOptions {
  if (!existsSync(file)) return {};
  let options: unknown;
  try {
    options = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InvalidConfiguration(`\`${file}\` can not be read as JSON`, { cause: error });
  }
  return readStrictly(isOptions, options, file);
}
