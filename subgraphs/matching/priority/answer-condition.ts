import { isCalendarDay } from '../../../identifiers/calendar-day.ts';
import { sameDayOrMonthEnd } from '../../../identifiers/months-later.ts';
import type { IsoDate } from '../market/measures.ts';
import { allOf, anyOf, not, ofFact, sinceDay, undecided, type Answer } from './answer.ts';
import type { HouseholdFacts, HouseholdMemberFacts, Known, PriorityFacts, Span } from './priority-facts.ts';
import type { HouseholdWithoutWork, PriorityCondition } from './priority-rule.ts';

/** What a condition comes to for somebody on a day. Pure. */
export function answerCondition(condition: PriorityCondition, facts: PriorityFacts, day: IsoDate): Answer {
  const each = (conditions: readonly PriorityCondition[]): readonly Answer[] =>
    conditions.map((one) => answerCondition(one, facts, day));
  if ('all' in condition) return allOf(each(condition.all));
  if ('any' in condition) return anyOf(each(condition.any));
  if ('sex' in condition) return answerSex(facts, condition.sex);
  if ('ageFrom' in condition) return isAged(facts.birthDate, condition.ageFrom, day);
  if ('ageBelow' in condition) return isYounger(facts.birthDate, condition.ageBelow, day);
  if ('registeredUnemployed' in condition) return isUnemployed(facts.unemployedSince, 0, day);
  if ('unemployedMonths' in condition)
    return isUnemployed(facts.unemployedSince, condition.unemployedMonths, day);
  if ('graduatedWithinMonths' in condition)
    return isGraduate(facts.graduatedOn, condition.graduatedWithinMonths, day);
  if ('holds' in condition) return runsOn(facts[condition.holds], day);
  return isWithoutWork(facts.household, condition.householdWithoutWork, day);
}

/** Since birth, as far as the register says when that was. */
function answerSex({ sex, birthDate }: PriorityFacts, asked: 'MALE' | 'FEMALE'): Answer {
  return ofFact(sex, (value) =>
    value === asked ? (birthDate.known ? birthDate.value : '0001-01-01') : null,
  );
}

/** The birthday: of one born on 29 February 1 March in a common year, as `ageOn` has it. */
function birthday(bornOn: IsoDate, years: number): IsoDate {
  const year = String(Number(bornOn.slice(0, 4)) + years).padStart(4, '0');
  const day = `${year}${bornOn.slice(4)}`;
  return isCalendarDay(day) ? day : `${year}-03-01`;
}

function isAged(birthDate: Known<IsoDate>, years: number, day: IsoDate): Answer {
  return ofFact(birthDate, (bornOn) => {
    if (!isCalendarDay(bornOn)) return undecided(birthDate.dataset);
    const turned = birthday(bornOn, years);
    return turned <= day ? turned : null;
  });
}

function isYounger(birthDate: Known<IsoDate>, years: number, day: IsoDate): Answer {
  return ofFact(birthDate, (bornOn) => {
    if (!isCalendarDay(bornOn)) return undecided(birthDate.dataset);
    return day < birthday(bornOn, years) ? bornOn : null;
  });
}

function isUnemployed(unemployedSince: Known<IsoDate | null>, months: number, day: IsoDate): Answer {
  return ofFact(unemployedSince, (since) => {
    if (since === null) return null;
    const long = sameDayOrMonthEnd(since, months);
    return long <= day ? long : null;
  });
}

function isGraduate(graduatedOn: Known<IsoDate | null>, months: number, day: IsoDate): Answer {
  return ofFact(graduatedOn, (on) =>
    on !== null && on <= day && day < sameDayOrMonthEnd(on, months) ? on : null,
  );
}

function runsOn(span: Known<Span | null>, day: IsoDate): Answer {
  return ofFact(span, (runs) =>
    runs !== null && runs.from <= day && (runs.until === null || day <= runs.until) ? runs.from : null,
  );
}

function isWithoutWork(
  household: Known<HouseholdFacts | null>,
  asked: HouseholdWithoutWork,
  day: IsoDate,
): Answer {
  return ofFact(household, (home) => {
    if (home === null || !asked.settings.includes(home.setting)) return sinceDay(null, []);
    const concerned = home.members.map((member) => ({ member, answer: isConcerned(member, asked, day) }));
    const someWorks = anyOf(
      concerned.map(({ member, answer }) =>
        allOf([answer, ofFact(member.working, (is) => (is ? day : null))]),
      ),
    );
    const seeking = concerned.map(({ member, answer }) =>
      allOf([answer, isUnemployed(member.unemployedSince, 0, day)]),
    );
    // Since the last of them is without work, not the first.
    const last = seeking
      .flatMap((answer) => (answer.is === 'YES' ? [answer.since] : []))
      .toSorted()
      .at(-1);
    return allOf([not(someWorks, last ?? day), anyOf(seeking)]);
  });
}

/** Of working age, and neither at school nor retired nor unable. */
function isConcerned(member: HouseholdMemberFacts, asked: HouseholdWithoutWork, day: IsoDate): Answer {
  return allOf([
    isAged(member.birthDate, asked.workingAgeFrom, day),
    isYounger(member.birthDate, asked.workingAgeBelow, day),
    ofFact(member.excused, (is) => (is ? null : '0001-01-01')),
  ]);
}
