import { readFileSync } from 'node:fs';
import { readSigningKey } from '../../secrets/read-secret-file.ts';
import { readImagingSettings } from '../../subgraphs/imaging/imaging-settings.ts';
import { dicomwebReader } from '../../subgraphs/imaging/intake/dicomweb-reader.ts';
import type { ImageSource } from '../../subgraphs/imaging/intake/image-source.ts';
import { stateDirectory } from '../state/state-directory.ts';

/** Reads images from the archive of a running hub as its imaging subgraph does. */
export function archiveReader(state: string): ImageSource {
  const file = stateDirectory(state).configurationFile('imaging');
  const { settings } = JSON.parse(readFileSync(file, 'utf8')) as { readonly settings: unknown };
  const { dicomweb: url, tokens } = readImagingSettings(settings).archive;
  return dicomwebReader({ url, tokens, key: readSigningKey(tokens.signingKeyFile) });
}
