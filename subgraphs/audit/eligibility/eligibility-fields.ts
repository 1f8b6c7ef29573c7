import { dayInChina, isCalendarDay } from '../../../identifiers/calendar-day.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { SourceRow } from '../../../connectors/contract.ts';
import type { WorkField } from '../../kit/source-mapping.ts';
import type { SubgraphContext } from '../../kit/subgraph-context.ts';
import type { EligibilityEngine } from './eligibility-engine.ts';
import type { EligibilityQuestion } from './eligibility-reader.ts';

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

/**
 * The day for which rules are asked, and the instant as of which records are read for it: of a day that has passed, its end.
 * @throws SluiceError VARIABLES_INVALID for a day to come
 */
export function eligibilityDay(asOf: unknown, now: Date): Pick<EligibilityQuestion, 'day' | 'asOf'> {
  const today = dayInChina(now);
  if (asOf === null || asOf === undefined || asOf === today) return { day: today, asOf: null };
  if (typeof asOf !== 'string' || !isCalendarDay(asOf) || asOf > today)
    throw new SluiceError('VARIABLES_INVALID', { argument: 'asOf' });
  return { day: asOf, asOf: new Date(`${asOf}T23:59:59.999+08:00`).toISOString() };
}

function questionOf(
  { scheme, asOf }: Readonly<Record<string, unknown>>,
  { exchangeId, signal }: SubgraphContext,
): EligibilityQuestion {
  return {
    scheme: String(scheme),
    ...eligibilityDay(asOf, new Date()),
    parentExchange: exchangeId,
    signal,
  };
}

function namesOf(keys: readonly SourceRow[], field: string): readonly string[] {
  return keys.map((key) => String(key[field]));
}
