import { isDeepStrictEqual } from 'node:util';
import type { PROFILE_COLUMNS } from './jobseeker-rows.ts';
import type { Jobseeker } from './jobseeker.ts';
import type { ProfileDraft } from './keep-jobseeker.ts';

/**
 * What of a profile only the person is shown, by its column. When a profile was recorded says nothing of it: a time that moved
 * though nothing shown did would say that the person needs something else now.
 */
const HIDDEN = {
  birth_date: 'birthDate',
  cannot: 'cannot',
  needs: 'needs',
} as const satisfies Partial<Record<(typeof PROFILE_COLUMNS)[number], keyof ProfileDraft>>;

export function isHidden(column: string): boolean {
  return Object.hasOwn(HIDDEN, column);
}

/** Whether nobody but the person could tell a draft from what is kept. */
export function looksTheSame(kept: Jobseeker, draft: ProfileDraft): boolean {
  const hidden: readonly string[] = Object.values(HIDDEN);
  const shown = (Object.keys(draft) as (keyof ProfileDraft)[]).filter((field) => !hidden.includes(field));
  return shown.every((field) => isDeepStrictEqual(draft[field], kept[field]));
}
