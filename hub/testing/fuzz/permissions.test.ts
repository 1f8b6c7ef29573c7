import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { makeResidentId } from '../../../identifiers/resident-id.ts';
import { readSupergraph } from '../../../gateway/supergraph/supergraph.ts';
import { compilePolicies } from '../../../policies/compile-policy.ts';
import { readPolicies } from '../../../policies/language/read-policies.ts';
import { USES } from '../../../policies/vocabulary.ts';
import { chanceOf } from '../random-operation.ts';
import { permissionsOf } from './permissions.ts';
import { randomPolicy, type PolicyDomain } from './random-policy.ts';
import { listAgencies } from '../../configuration/list-subgraphs.ts';
import { requirementsOf } from './requirements.ts';

const { catalogue, keyFields, sdl } = readSupergraph(
  readFileSync(join(import.meta.dirname, '../../../gateway/supergraph/generated/supergraph.graphql'), 'utf8'),
);
const domain: PolicyDomain = {
  agencies: listAgencies(),
  catalogue,
  keyFields,
  requirements: requirementsOf(sdl),
  regions: ['230100', '230102'],
  people: [1, 3].map(
    (sequence) => `RID:${makeResidentId({ division: '239901', bornOn: '1980-01-01', sequence })}`,
  ),
  organisations: ['第一医院'],
};

test.each([1, 2])('what random documents permit is what their tables decide (%i)', (seed) => {
  const { files, ...somebody } = randomPolicy(domain, chanceOf(seed));
  const source = readPolicies(files, catalogue);
  const at = new Date();
  const permissions = permissionsOf(source, { ...somebody, at });
  const { subject, purpose, casePeople } = somebody;
  const table = compilePolicies(source).table(subject, purpose, at, casePeople !== null);
  const differing: string[] = [];
  const counts = { permitted: 0, denied: 0, masked: 0 };
  for (const coordinate of catalogue.keys())
    for (const use of USES) {
      const decided = table.decide(coordinate, use);
      const isPermitted =
        decided.effect === 'permit' && decided.rows.every((condition) => permissions.canFulfil(condition));
      const expected = isPermitted ? { mask: decided.mask, rows: new Set(decided.rows) } : null;
      if (!isDeepStrictEqual(permissions.permits(coordinate, use), expected))
        differing.push(`${coordinate}:${use}`);
      counts[isPermitted ? 'permitted' : 'denied'] += 1;
      if (isPermitted && decided.mask !== null) counts.masked += 1;
    }
  for (const type of new Set([...catalogue.values()].map((entry) => entry.type)))
    if (!isDeepStrictEqual(permissions.conditionsOn(type), new Set(table.rowsOf(type)))) differing.push(type);
  expect(differing).toEqual([]);
  expect(Math.min(counts.permitted, counts.denied)).toBeGreaterThan(500);
  expect(counts.masked).toBeGreaterThan(20);
});

test('equal seeds make equal policies, others other ones', () => {
  const drawn = (seed: number) => randomPolicy(domain, chanceOf(seed));
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7).files).not.toEqual(drawn(8).files);
});
