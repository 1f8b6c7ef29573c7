import { dayInChina, isCalendarDay } from '../../../identifiers/calendar-day.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { SourceRow } from '../../../connectors/contract.ts';
import type { WorkField } from '../../kit/source-mapping.ts';
import type { SubgraphContext } from '../../kit/subgraph-context.ts';
import { eligibilityInvalid } from './eligibility-invalid.ts';
import type { EligibilityEngine } from './eligibility-engine.ts';
import type { EligibilityQuestion } from './eligibility-reader.ts';
import { PURPOSE } from './read-relation.ts';

/** `AssistanceFamily.eligibility` and `Person.eligibility`: whom they tell something about is counted as read. */
export function eligibilityFields(engine: EligibilityEngine): Readonly<Record<string, WorkField>> {
  return {
    'AssistanceFamily.eligibility': async (keys, args, context) => {
      const found = await engine.families(namesOf(keys, 'caseNumber'), questionOf(args, context));
      for (const { people } of found) for (const person of people) context.dataSubjects.add(person);
      return found.map(({ eligibility }) => eligibility);
    },
    'Person.eligibility': async (keys, args, context) => {
      const people = namesOf(keys, 'id');
      const found = await engine.persons(people, questionOf(args, context));
      for (const person of people) context.dataSubjects.add(person);
      return found;
    },
  };
}

/** No register of the province knows anything of an earlier day. */
const FIRST_DAY = '1949-10-01';

/**
 * The day for which rules are asked, and the instant as of which records are read for it: of a day that has passed, its end.
 * WHY only under the engine's own purpose: day by day a caller would learn when a register recorded something of a person,
 * which the gateway refuses to everybody whose purpose has no history.
 * @param purpose the caller's
 * @throws SluiceError ELIGIBILITY_INVALID for a day to come, HISTORY_DENIED
 */
export function eligibilityDay(
  asOf: unknown,
  now: Date,
  purpose: string,
): Pick<EligibilityQuestion, 'day' | 'asOf'> {
  const today = dayInChina(now);
  if (asOf === null || asOf === undefined || asOf === today) return { day: today, asOf: null };
  if (typeof asOf !== 'string' || !isCalendarDay(asOf) || asOf < FIRST_DAY || asOf > today)
    throw eligibilityInvalid('asOf', 'not a day that has passed');
  if (purpose !== PURPOSE) throw new SluiceError('HISTORY_DENIED');
  return { day: asOf, asOf: new Date(`${asOf}T23:59:59.999+08:00`).toISOString() };
}

function questionOf(
  { scheme, asOf }: Readonly<Record<string, unknown>>,
  { grant, exchangeId, signal }: SubgraphContext,
): EligibilityQuestion {
  return {
    scheme: String(scheme),
    ...eligibilityDay(asOf, new Date(), grant.purpose),
    parentExchange: exchangeId,
    signal,
  };
}

function namesOf(keys: readonly SourceRow[], field: string): readonly string[] {
  return keys.map((key) => String(key[field]));
}
