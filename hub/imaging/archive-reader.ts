import { readSigningKey } from '../../secrets/read-secret-file.ts';
import { dicomwebReader } from '../../subgraphs/imaging/intake/dicomweb-reader.ts';
import type { ImageSource } from '../../subgraphs/imaging/intake/image-source.ts';
import { runningSettings } from './running-settings.ts';

/** Reads images from the archive of a running hub as its imaging subgraph does. */
export function archiveReader(state: string): ImageSource {
  const { dicomweb: url, tokens } = runningSettings(state).archive;
  return dicomwebReader({ url, tokens, key: readSigningKey(tokens.signingKeyFile) });
}
