import type { ChangeEvent } from '../../../stream/change-event.ts';

/** What a reader does with an event. */
export type EventJudgement = 'concerns' | 'other-matter' | 'not-believed';

export type JudgeEvent = (event: Pick<ChangeEvent, 'agency' | 'kind' | 'types'>) => EventJudgement;

/** What a reader's answers rest on. */
export interface WhatIsRead {
  /** The types whose records it reads. */
  readonly types: ReadonlySet<string>;
  /** Those whose records are read or computed from. */
  readonly agencies: ReadonlySet<string>;
  /** Those that compute a field of an entity from records which the reader does not name. */
  readonly computing: ReadonlySet<string>;
  /** Whether it reads conclusions. WHY: a conclusion rests on records that it hides, so on whatever changes. */
  readonly concludes: boolean;
}

/**
 * Tells which events a reader goes by. An agency is believed about the types whose records it keeps, and about no other
 * agency's: its event would have everybody asked for at somebody else's word.
 * @param agencyOf the agency that keeps the records of a type; null where none does
 */
export function judgeBy(
  { types, agencies, computing, concludes }: WhatIsRead,
  agencyOf: (typeName: string) => string | null,
): JudgeEvent {
  return ({ agency, kind, types: changed }) => {
    if (changed.some((type) => agencyOf(type) !== agency)) return 'not-believed';
    const concerns =
      concludes ||
      (kind === 'RESYNC'
        ? agencies.has(agency)
        : computing.has(agency) || changed.some((type) => types.has(type)));
    return concerns ? 'concerns' : 'other-matter';
  };
}
