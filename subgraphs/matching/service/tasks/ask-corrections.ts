import { createHash } from 'node:crypto';
import type pg from 'pg';
import { readWorkingCalendar, type WorkingCalendar } from '../../../../identifiers/working-days.ts';
import type { DivisionCode, IsoDate } from '../../market/measures.ts';
import { askAgency } from './ask-agency.ts';

/** Records that can not both be right, and whose is to be looked at. */
export interface RoutedConflict {
  readonly kind: string;
  /** The agency whose record it is. */
  readonly routedTo: string;
  /** That agency's records, by its own keys. */
  readonly recordKeys: readonly string[];
}

export interface ConflictsOf {
  readonly personKey: string;
  /** Where the person lives; null: it is for officials of the whole province. */
  readonly county: DivisionCode | null;
  readonly conflicts: readonly RoutedConflict[];
}

/** Asks each agency, in the caller's transaction, to check its record. @returns how many are new. */
export type AskCorrections = (client: pg.ClientBase, of: ConflictsOf, day: IsoDate) => Promise<number>;

/** The code of the province, of which every official of it reads. */
const PROVINCE = '230000';

/**
 * Of the same records and the same disagreement an agency is asked once, however often they are read, and also after an
 * official found the record right: what stays in conflict then is shown with the picture, and nobody is asked for ever.
 */
export function createAskCorrections({
  calendar = readWorkingCalendar(),
  now = () => new Date(),
}: {
  readonly calendar?: WorkingCalendar;
  readonly now?: () => Date;
} = {}): AskCorrections {
  return async (client, { personKey, county, conflicts }, day) => {
    let asked = 0;
    for (const { kind, routedTo, recordKeys } of conflicts) {
      const request = {
        kind: 'CORRECTION',
        agency: routedTo,
        subject: `conflict ${hashOf([personKey, kind, ...recordKeys.toSorted()])}`,
        personKey,
        county: county ?? PROVINCE,
        from: day,
      } as const;
      if (await askAgency({ client, calendar, now: now() }, request, null)) asked += 1;
    }
    return asked;
  };
}

function hashOf(parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
