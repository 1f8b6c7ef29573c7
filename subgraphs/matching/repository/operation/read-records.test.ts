import { expect, test } from '@jest/globals';
import { Away } from '../../../kit/following/away.ts';
import { EmploymentWorld, personKey } from '../testing/employment-world.ts';
import { readPerson } from './read-records.ts';

type Node = Readonly<Record<string, unknown>>;

const UNFOUND = { insurance: null, benefits: null, employmentRegistrations: null, enrolments: null };

/** Somebody who lives with one other. */
function answered(): {
  readonly node: Node;
  readonly other: Node;
  readonly withOther: (other: Node) => Node;
} {
  const world = new EmploymentWorld();
  for (const person of [1, 2]) world.apply({ kind: 'resident', person, household: 1, isDead: false });
  const node = world.persons()[0]!;
  const household = node['household'] as { readonly members: readonly [Node, Node] };
  const [self, other] = household.members;
  return {
    node,
    other,
    withOther: (one) => ({ ...node, household: { ...household, members: [self, one] } }),
  };
}

test('somebody without a sound number is nobody, and in a household somebody of whom nothing is known', () => {
  const { node, other, withOther } = answered();
  expect(readPerson({ ...node, ...UNFOUND, id: null })).toBeNull();
  const { records, cameBy } = readPerson(withOther({ ...other, ...UNFOUND, id: null }))!;
  expect(records.household?.others).toEqual([
    expect.objectContaining({ personKey: null, bornOn: '1980-01-01', insurance: [], enrolments: [] }),
  ]);
  expect(cameBy.some(({ key }) => key.includes(personKey(2)))).toBe(false);
});

test('what is not whole is not concluded from', () => {
  const { node, other, withOther } = answered();
  for (const list of ['insurance', 'trainings', 'deathCertificates', 'assistanceMemberships'])
    expect(() => readPerson({ ...node, [list]: null })).toThrow(Away);
  expect(() => readPerson(withOther({ ...other, insurance: null }))).toThrow(Away);
});
