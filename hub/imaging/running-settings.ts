import { readFileSync } from 'node:fs';
import { readImagingSettings, type ImagingSettings } from '../../subgraphs/imaging/imaging-settings.ts';
import { stateDirectory } from '../state/state-directory.ts';

/** With what the imaging subgraph of a hub was started last. */
export function runningSettings(state: string): ImagingSettings {
  const file = stateDirectory(state).configurationFile('imaging');
  const { settings } = JSON.parse(readFileSync(file, 'utf8')) as { readonly settings: unknown };
  return readImagingSettings(settings);
}
