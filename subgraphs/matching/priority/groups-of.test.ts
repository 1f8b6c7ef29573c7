import { describe, expect, test } from '@jest/globals';
import { PRIORITY_GROUPS, type PriorityGroup } from '../market/priority-group.ts';
import { groupsOf, type GroupConclusion } from './groups-of.ts';
import type { HouseholdMemberFacts, PriorityFacts } from './priority-facts.ts';
import { readPriorityRules } from './read-priority-rules.ts';
import { AS_OF, factsOf, known, memberOf, unknown } from './testing/facts-of.ts';

const RULES = readPriorityRules();
const TODAY = '2026-11-01';
const unemployed = (since: string | null) => known('EMPLOYMENT_REGISTRATION', since);

function concluded(
  group: PriorityGroup,
  facts: Partial<PriorityFacts>,
  day = TODAY,
): GroupConclusion | undefined {
  return groupsOf(factsOf(facts), day, RULES).find((conclusion) => conclusion.group === group);
}
const answerOf = (...asked: Parameters<typeof concluded>) => {
  const conclusion = concluded(...asked);
  return conclusion?.answer === 'YES' ? conclusion.since : conclusion?.answer;
};

test('somebody at work, of whom everything is known, is in no group', () => {
  const conclusions = groupsOf(factsOf(), TODAY, RULES);
  expect(conclusions.map(({ group, answer }) => [group, answer])).toEqual(
    PRIORITY_GROUPS.map((group) => [group, 'NO']),
  );
});

test('of somebody of whom nothing is known nothing is denied', () => {
  const nothing: PriorityFacts = {
    personKey: 'RID:239901199001010019',
    division: unknown('POPULATION'),
    birthDate: unknown('POPULATION'),
    sex: unknown('POPULATION'),
    unemployedSince: unknown('EMPLOYMENT_REGISTRATION'),
    disability: unknown('DISABILITY'),
    dibao: unknown('ASSISTANCE'),
    landless: unknown('LAND'),
    graduatedOn: unknown('EDUCATION'),
    household: unknown('HOUSEHOLD'),
  };
  const conclusions = groupsOf(nothing, TODAY, RULES);
  expect(conclusions).toHaveLength(PRIORITY_GROUPS.length);
  for (const { answer, since, missing } of conclusions) {
    expect([answer, since]).toEqual(['CANNOT_TELL', null]);
    expect(missing).not.toEqual([]);
  }
});

describe('men from 50, women from 40', () => {
  const aged = (sex: 'MALE' | 'FEMALE', bornOn: string) => ({
    sex: known('POPULATION', sex),
    birthDate: known('POPULATION', bornOn),
    unemployedSince: unemployed('2026-06-01'),
  });

  test.each([
    ['MALE', '1976-11-01', TODAY],
    ['MALE', '1976-11-02', 'NO'],
    ['MALE', '1963-11-02', '2026-06-01'],
    ['MALE', '1963-11-01', 'NO'],
    ['FEMALE', '1986-11-01', TODAY],
    ['FEMALE', '1986-11-02', 'NO'],
    ['FEMALE', '1968-11-02', '2026-06-01'],
    ['FEMALE', '1968-11-01', 'NO'],
  ] as const)('%s born on %s: %s', (sex, bornOn, expected) => {
    expect(answerOf('OVER_50_40', aged(sex, bornOn))).toBe(expected);
  });

  test.each([
    ['2026-02-28', 'NO'],
    ['2026-03-01', '2026-03-01'],
  ])('of one born on 29 February the birthday of a common year is 1 March: on %s %s', (day, expected) => {
    const facts = { ...aged('MALE', '1976-02-29'), unemployedSince: unemployed('2026-01-01') };
    expect(answerOf('OVER_50_40', facts, day)).toBe(expected);
  });

  test('not at work: who is registered as unemployed no more is in the group no more', () => {
    expect(answerOf('OVER_50_40', { ...aged('MALE', '1970-01-01'), unemployedSince: unemployed(null) })).toBe(
      'NO',
    );
  });

  test('an unknown sex leaves it open at 45, and matters not at 35', () => {
    const of = (bornOn: string) => ({ ...aged('MALE', bornOn), sex: unknown('POPULATION') });
    expect(concluded('OVER_50_40', of('1981-01-01'))).toMatchObject({
      answer: 'CANNOT_TELL',
      missing: ['POPULATION'],
    });
    expect(answerOf('OVER_50_40', of('1991-01-01'))).toBe('NO');
  });
});

describe.each([
  ['DISABLED', 'disability', 'DISABILITY'],
  ['DIBAO', 'dibao', 'ASSISTANCE'],
  ['LANDLESS', 'landless', 'LAND'],
] as const)('%s', (group, fact, dataset) => {
  const during = (from: string, until: string | null) => ({
    [fact]: known(dataset, { from, until }),
    unemployedSince: unemployed('2026-03-01'),
  });

  test.each([
    ['2020-05-01', null, '2026-03-01'],
    ['2026-05-01', null, '2026-05-01'],
    ['2026-11-01', null, TODAY],
    ['2026-11-02', null, 'NO'],
    ['2020-05-01', '2026-11-01', '2026-03-01'],
    ['2020-05-01', '2026-10-31', 'NO'],
  ])('from %s until %s: %s', (from, until, expected) => {
    expect(answerOf(group, during(from, until))).toBe(expected);
  });

  test('a source that is silent leaves it open, and says which', () => {
    expect(concluded(group, { ...during('2020-05-01', null), [fact]: unknown(dataset) })).toMatchObject({
      answer: 'CANNOT_TELL',
      since: null,
      missing: [dataset],
      evidence: [{ dataset: 'EMPLOYMENT_REGISTRATION', asOf: AS_OF }],
    });
  });

  test('a source that is silent changes nothing of somebody at work', () => {
    expect(answerOf(group, { [fact]: unknown(dataset) })).toBe('NO');
  });
});

describe('out of work for long', () => {
  test.each([
    ['230202', '2025-11-01', TODAY],
    ['230202', '2025-11-02', 'NO'],
    // The district asks for half a year, in its townships too.
    ['230102', '2026-05-01', TODAY],
    ['230102001', '2026-05-01', TODAY],
    ['230102', '2026-05-02', 'NO'],
  ])('in %s since %s: %s', (division, since, expected) => {
    const facts = { division: known('POPULATION', division), unemployedSince: unemployed(since) };
    expect(answerOf('LONG_TERM', facts)).toBe(expected);
  });

  test.each([
    ['2025-12-31', 'long-term.province'],
    ['2026-01-01', 'long-term.daoli'],
    ['2027-12-31', 'long-term.daoli'],
    ['2028-01-01', 'long-term.province'],
  ])('on %s the rule of the district is in force or not: %s', (day, ruleId) => {
    expect(concluded('LONG_TERM', { division: known('POPULATION', '230102') }, day)?.ruleId).toBe(ruleId);
  });

  test('where somebody lives matters only where the rules differ on them', () => {
    const of = (since: string) => ({ division: unknown('POPULATION'), unemployedSince: unemployed(since) });
    expect(answerOf('LONG_TERM', of('2025-06-01'))).toBe('2026-06-01');
    expect(answerOf('LONG_TERM', of('2026-09-01'))).toBe('NO');
    expect(concluded('LONG_TERM', of('2026-03-01'))).toMatchObject({
      answer: 'CANNOT_TELL',
      missing: ['POPULATION'],
    });
  });

  test('no rule of the province reaches beyond it', () => {
    const beyond = factsOf({ division: known('POPULATION', '110101') });
    expect(groupsOf(beyond, TODAY, RULES)).toEqual([]);
  });

  test('no rule reaches back before it was law', () => {
    expect(groupsOf(factsOf(), '2007-12-31', RULES)).toEqual([]);
  });
});

describe('graduates', () => {
  const of = (graduatedOn: string | null, since: string) => ({
    graduatedOn: known('EDUCATION', graduatedOn),
    unemployedSince: unemployed(since),
  });
  test.each([
    ['2026-02-01', '2026-05-01', TODAY],
    ['2026-02-01', '2026-05-02', 'NO'],
    ['2024-11-02', '2025-01-01', '2025-07-01'],
    ['2024-11-01', '2025-01-01', 'NO'],
    [null, '2025-01-01', 'NO'],
    ['2026-12-01', '2025-01-01', 'NO'],
  ])('left on %s, registered since %s: %s', (graduatedOn, since, expected) => {
    expect(answerOf('GRADUATE', of(graduatedOn, since))).toBe(expected);
  });
});

describe('a household without work', () => {
  const home = (setting: 'URBAN' | 'RURAL', ...members: readonly HouseholdMemberFacts[]) => ({
    unemployedSince: unemployed('2026-01-01'),
    household: known('HOUSEHOLD', { householdNumber: 'H1', setting, members }),
  });
  const spouse = (more: Partial<HouseholdMemberFacts>) =>
    memberOf({ personKey: 'RID:239901198701010028', ...more });
  const is = (value: boolean) => known('SOCIAL_INSURANCE', value);

  test.each<[string, ReturnType<typeof home>, string]>([
    ['of one', home('URBAN', memberOf()), '2026-01-01'],
    ['in the country', home('RURAL', memberOf()), 'NO'],
    [
      'of two, since the later',
      home('URBAN', memberOf(), spouse({ unemployedSince: unemployed('2026-10-15') })),
      '2026-10-15',
    ],
    [
      'in which somebody works',
      home('URBAN', memberOf(), spouse({ unemployedSince: unemployed(null), working: is(true) })),
      'NO',
    ],
    [
      'in which a pensioner works',
      home('URBAN', memberOf(), spouse({ working: is(true), excused: is(true) })),
      '2026-01-01',
    ],
    [
      'in which a child of 15 works',
      home('URBAN', memberOf(), spouse({ birthDate: known('POPULATION', '2010-11-02'), working: is(true) })),
      '2026-01-01',
    ],
    [
      'in which somebody of 16 works',
      home('URBAN', memberOf(), spouse({ birthDate: known('POPULATION', '2010-11-01'), working: is(true) })),
      'NO',
    ],
    ['in which nobody looks for work', home('URBAN', memberOf({ unemployedSince: unemployed(null) })), 'NO'],
    [
      'in which it is not known of one',
      home('URBAN', memberOf(), spouse({ working: unknown('SOCIAL_INSURANCE') })),
      'CANNOT_TELL',
    ],
    [
      'in which it is not known of a child',
      home(
        'URBAN',
        memberOf(),
        spouse({ birthDate: known('POPULATION', '2020-01-01'), working: unknown('SOCIAL_INSURANCE') }),
      ),
      '2026-01-01',
    ],
    [
      'in which one works and of another it is not known',
      home(
        'URBAN',
        memberOf(),
        spouse({ working: is(true) }),
        spouse({ working: unknown('SOCIAL_INSURANCE') }),
      ),
      'NO',
    ],
  ])('%s', (_, facts, expected) => {
    expect(answerOf('ZERO_EMPLOYMENT', facts)).toBe(expected);
  });

  test('which is not known', () => {
    const facts = { unemployedSince: unemployed('2026-01-01'), household: unknown('HOUSEHOLD') };
    expect(concluded('ZERO_EMPLOYMENT', facts)).toMatchObject({
      answer: 'CANNOT_TELL',
      missing: ['HOUSEHOLD'],
    });
  });
});

test('a conclusion holds names of datasets and days, and no value that it rests on', () => {
  const facts = factsOf({
    birthDate: known('POPULATION', '1961-02-03'),
    unemployedSince: unemployed('2024-04-05'),
    disability: known('DISABILITY', { from: '2011-06-07', until: '2031-08-09' }),
    dibao: known('ASSISTANCE', { from: '2013-10-11', until: null }),
    household: known('HOUSEHOLD', { householdNumber: 'H4711', setting: 'URBAN', members: [memberOf()] }),
  });
  const conclusions = groupsOf(facts, '2023-12-31', RULES).concat(groupsOf(facts, TODAY, RULES));
  expect(conclusions.some(({ answer }) => answer === 'YES')).toBe(true);
  const text = JSON.stringify(conclusions);
  for (const value of ['1961-02-03', '2011-06-07', '2031-08-09', '2013-10-11', 'H4711', 'RID:'])
    expect(text).not.toContain(value);
  for (const { evidence } of conclusions)
    for (const each of evidence) expect(Object.keys(each)).toEqual(['dataset', 'asOf']);
});
