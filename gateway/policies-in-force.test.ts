import { expect, test } from '@jest/globals';
import { compilePolicies } from '../policies/compile-policy.ts';
import { readPolicies } from '../policies/language/read-policies.ts';
import type { FieldCoordinate } from '../policies/vocabulary.ts';
import { createPoliciesInForce, type PoliciesInForce } from './policies-in-force.ts';
import { desk, eligibility, smallSupergraph } from './testing/small-graph.ts';

const rule = (id: string, fields: string, validity: string) => `  - id: registry/${id}
    effect: permit
    title: { en: ${id}, zh: 规则 }
    legalBasis: [law]
    purposes: [eligibility]
    subjects: { departments: [desk] }
    resources: [{ type: Person, fields: [${fields}] }]
    uses: [project]
    ${validity}
`;
const PURPOSES = `purposes:
  - { id: eligibility, title: { en: Eligibility, zh: 资格 }, legalBasis: [law], subjects: { departments: [desk] } }`;
const policiesOf = (...rules: readonly string[]) =>
  compilePolicies(
    readPolicies(
      [
        { name: 'purposes.yaml', text: PURPOSES },
        { name: 'registry.yaml', text: `agency: registry\nrules:\n${rules.join('')}` },
      ],
      smallSupergraph.catalogue,
    ),
  );
const UNTIL_JUNE = rule('until-june', 'name', "validTo: '2026-06-01'");
const policies = policiesOf(
  UNTIL_JUNE,
  rule('from-june', 'note', "validFrom: '2026-06-01'"),
  rule('from-july', 'faith', "validFrom: '2026-07-01'"),
);
const [MAY, JUNE, JULY] = ['2026-05-15', '2026-06-15', '2026-07-15'] as const;

/** Policies under a clock that a test puts where it likes. */
function under(start: string): { readonly inForce: PoliciesInForce; set(day: string): void } {
  let now = new Date(`${start}T00:00:00Z`);
  const inForce = createPoliciesInForce(policies, () => now);
  return {
    inForce,
    set: (day) => {
      now = new Date(`${day}T00:00:00Z`);
    },
  };
}

function permitted(inForce: PoliciesInForce): readonly string[] {
  const table = inForce.table(desk, eligibility, false);
  return ['name', 'note', 'faith'].filter(
    (field) => table.decide(`Person.${field}` as FieldCoordinate, 'project').effect === 'permit',
  );
}

test('a clock that goes on gives what holds at each moment', () => {
  const clock = under(MAY);
  expect(permitted(clock.inForce)).toEqual(['name']);
  clock.set(JUNE);
  expect(permitted(clock.inForce)).toEqual(['note']);
  clock.set(JULY);
  expect(permitted(clock.inForce)).toEqual(['note', 'faith']);
});

test('a clock that is put back brings nothing back that has ended', () => {
  const clock = under(JUNE);
  clock.set(MAY);
  expect(permitted(clock.inForce)).toEqual([]);
});

test('a clock that jumped forth and was put right gives only what holds at both', () => {
  const clock = under(JUNE);
  expect(permitted(clock.inForce)).toEqual(['note']);
  clock.set(JULY);
  expect(permitted(clock.inForce)).toEqual(['note', 'faith']);
  clock.set(JUNE);
  expect(permitted(clock.inForce)).toEqual(['note']);
});

test('when it has come to where it was, it is believed again', () => {
  const clock = under(JUNE);
  clock.set(MAY);
  expect(permitted(clock.inForce)).toEqual([]);
  clock.set(JUNE);
  expect(permitted(clock.inForce)).toEqual(['note']);
});

test('purposes are those of both moments', () => {
  let now = new Date(MAY);
  const inForce = createPoliciesInForce(policiesOf(UNTIL_JUNE), () => now);
  expect(inForce.purposesOf(desk)).toEqual([eligibility]);
  now = new Date(JULY);
  expect(inForce.purposesOf(desk)).toEqual([]);
  now = new Date(MAY);
  expect(inForce.purposesOf(desk)).toEqual([]);
});

test('the same moment has the same table, also while the clock is behind', () => {
  const clock = under(JULY);
  const ask = () => clock.inForce.table(desk, eligibility, false);
  expect(ask()).toBe(ask());
  clock.set(MAY);
  const table = ask();
  expect(ask()).toBe(table);
  expect(table.validUntil).toEqual(new Date('2026-05-31T16:00:00Z'));
});
