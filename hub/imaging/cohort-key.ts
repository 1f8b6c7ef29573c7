import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stateDirectory } from '../state/state-directory.ts';
import { writeFileWhole } from '../state/write-file-whole.ts';

/**
 * The key of all new names in de-identified copies, made where it is not there. Whoever has it can tell whether a copy is of
 * somebody he knows; without it nobody can.
 */
export function cohortKey(state: string): Uint8Array {
  const file = join(stateDirectory(state).keys, 'cohort-names.key');
  if (!existsSync(file)) writeFileWhole(file, `${randomBytes(32).toString('base64url')}\n`);
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'base64url');
}
