import { expect, test } from '@jest/globals';
import type { Rule } from '../language/policy-document.ts';
import { shippedPolicies, shippedSchema } from '../testing/shipped-policies.ts';
import { smallPolicies, smallRule } from '../testing/small-rules.ts';
import type { MaskKind } from '../vocabulary.ts';
import { bareIdentityNumbers } from './bare-identity-numbers.ts';

/** Of a rule of the agency that has the number of the small graph. */
function found(changes: Partial<Rule>) {
  const source = smallPolicies(smallRule('x', changes));
  const documents = source.documents.map((document) => ({ ...document, agency: 'registry' }));
  return bareIdentityNumbers({ ...source, documents });
}
const CLASS = { resources: [{ grades: [4] as const }] };

test('a number that a class of fields takes in unmasked is named', () => {
  const numbers = [{ rule: 'vehicles/x', fields: ['Person.id'] }];
  expect(found(CLASS)).toEqual(numbers);
  expect(found({ resources: [{ type: 'Person', fields: '*' }] })).toEqual(numbers);
});

test.each<[string, Partial<Rule>]>([
  ['it is masked', { ...CLASS, obligations: [{ mask: 'id.full' as MaskKind }] }],
  ['its field is named', { resources: [{ type: 'Person', fields: ['id'] }] }],
  ['it is not shown', { ...CLASS, uses: ['join-key'] }],
  ['it is forbidden', { ...CLASS, effect: 'forbid' }],
])('but not where %s', (_, changes) => {
  expect(found(changes)).toEqual([]);
});

test('no rule that ships masks a number so that most of it is left', () => {
  expect(JSON.stringify(shippedPolicies(shippedSchema()).documents)).not.toContain('id.6-4');
});
