import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isPrivate } from '../dicom/data-dictionary.ts';
import type { Tag } from '../dicom/data-set.ts';

/**
 * What the Basic Application Level Confidentiality Profile asks for (PS3.15 table E.1-1): X remove, Z empty, D a dummy, U
 * another UID, C clean, K keep. Where it leaves the choice (`X/D`) the object's kind decides which is enough.
 */
export type ProfileAction = 'X' | 'Z' | 'D' | 'U' | 'X/Z' | 'X/D' | 'Z/D' | 'X/Z/D' | 'U*';

export interface ProfileRow {
  readonly action: ProfileAction;
  /** The option that keeps it, or keeps it cleaned: longitudinal dates, or characteristics of the patient. */
  readonly option: 'dates' | 'patient' | null;
}

const ACTIONS = new Set<string>(['X', 'Z', 'D', 'U', 'X/Z', 'X/D', 'Z/D', 'X/Z/D', 'U*']);
const OPTIONS = new Set<string>(['dates', 'patient']);

/** Tag, action, option and name, a line each. */
const ROWS: ReadonlyMap<Tag, ProfileRow> = new Map(
  readFileSync(join(import.meta.dirname, 'confidentiality-profile.tsv'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [tag = '', action = '', option = ''] = line.split('\t');
      if (!/^[0-9A-F]{8}$/u.test(tag) || !ACTIONS.has(action) || (option !== '' && !OPTIONS.has(option)))
        throw new Error(`the profile can not be read: ${line}`);
      return [
        tag,
        {
          action: action as ProfileAction,
          option: option === '' ? null : (option as 'dates' | 'patient'),
        },
      ];
    }),
);
const REMOVED: ProfileRow = { action: 'X', option: null };

/** The row of a tag; null where the table says nothing of it. Private tags, curves and overlays stand for all theirs. */
export function profileRow(tag: Tag): ProfileRow | null {
  if (isPrivate(tag) || /^(?:50|60)/u.test(tag)) return REMOVED;
  return ROWS.get(tag) ?? null;
}

/** Every tag that the table names. */
export function profileTags(): readonly Tag[] {
  return [...ROWS.keys()];
}
