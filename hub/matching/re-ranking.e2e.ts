import { beforeAll, expect, test } from '@jest/globals';
import type { PriorityGroup } from '../../subgraphs/matching/market/priority-group.ts';
import { testHub } from '../testing/test-hub.ts';
import { putInGroup } from './testing/in-group.ts';
import { candidatesOf, namesOf, type Candidate } from './testing/suggested.ts';
import {
  adviserDoor,
  type Door,
  employerDoor,
  enterJobseeker,
  newEmployer,
  newPerson,
  post,
} from './testing/two-sides.ts';

/** The people of a vacancy, in an order in which groups have their share. */

const hub = testHub();
/** So that nobody else is among them. */
const licences = ['BOILER', 'VETERINARIAN'];
const SHOWN = 6;

/** Somebody of whom the hub has concluded a group, or none. */
async function enter(group: PriorityGroup | null, profile: object): Promise<string> {
  const person = newPerson();
  if (group !== null) await putInGroup(hub, person, group);
  return (await enterJobseeker(hub, { licences, ...profile }, person)).pseudonym;
}

let adviser: Door;
let vacancyId: string;
/** Eight who fit well and are in no group, four who fit less and are in one, and one of it with whom it can not be. */
const ungrouped: string[] = [];
const grouped: string[] = [];
let barred: string;
beforeAll(async () => {
  adviser = await adviserDoor(hub);
  vacancyId = await post(await employerDoor(hub, newEmployer()), { licences, wantedYears: 3 });
  barred = await enter('LANDLESS', { licences: licences.slice(1) });
  for (let each = 0; each < 4; each += 1) grouped.push(await enter('LANDLESS', { years: 0 }));
  for (let each = 0; each < 8; each += 1) ungrouped.push(await enter(null, { years: 3 }));
}, 300_000);

const heardOfAll = (names: readonly string[]): boolean => names.length >= grouped.length + ungrouped.length;
const isUp = ({ moved }: Candidate): boolean => moved?.startsWith('moved up') === true;

test('a group that fits less has its share of those shown, and each who is moved is told of, without the group', async () => {
  await candidatesOf(adviser, vacancyId, heardOfAll);
  const shown = await candidatesOf(adviser, vacancyId, undefined, SHOWN);
  expect(shown).toHaveLength(SHOWN);
  const members = shown.filter(({ person }) => grouped.includes(person.pseudonym));
  // Four of twelve: two of six, and one of the first three.
  expect(members).toHaveLength(2);
  expect(namesOf(shown.slice(0, 3)).some((name) => grouped.includes(name))).toBe(true);
  for (const { rankByScore, moved, movedChinese } of members) {
    expect(rankByScore).toBeGreaterThan(8);
    expect(moved).toMatch(new RegExp(`^moved up from place ${rankByScore} by score to place \\d`, 'u'));
    expect(movedChinese).toContain(`第${rankByScore}位上移`);
  }
  for (const [at, each] of shown.entries()) {
    if (!grouped.includes(each.person.pseudonym)) expect(isUp(each)).toBe(false);
    expect(each.moved === null).toBe(each.rankByScore === at + 1);
  }
  const words = JSON.stringify(shown);
  expect(words).not.toMatch(/landless|失地|group|群体|困难人员/iu);
});

test('no score changes, and nobody comes in with whom a constraint does not hold', async () => {
  const everybody = await candidatesOf(adviser, vacancyId, heardOfAll);
  expect(new Set(namesOf(everybody))).toEqual(new Set([...grouped, ...ungrouped]));
  expect(namesOf(everybody)).not.toContain(barred);
  const byScore = everybody.toSorted((one, other) => one.rankByScore - other.rankByScore);
  const scores = byScore.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((one, other) => other - one));
  expect(new Set(namesOf(byScore.slice(0, 8)))).toEqual(new Set(ungrouped));
  for (const { score, terms } of everybody)
    expect(score).toBeCloseTo(
      terms.reduce((sum, { weight, value }) => sum + weight * value, 0),
      2,
    );
});
