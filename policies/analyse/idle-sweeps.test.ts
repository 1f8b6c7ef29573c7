import { expect, test } from '@jest/globals';
import { shippedPolicies, shippedSchema } from '../testing/shipped-policies.ts';
import type { SubjectCondition } from '../language/policy-document.ts';
import { idleSweeps } from './idle-sweeps.ts';

const shipped = shippedPolicies(shippedSchema());

test.each<[string, SubjectCondition | null, boolean]>([
  ['nobody', null, false],
  ['a role that rules speak of', { roles: ['audit-engine'] }, false],
  ['one known role of two', { roles: ['audit-engine', 'audit-engin'] }, false],
  ['a role that is misspelt', { roles: ['audit-engin'] }, true],
  ['a department that may not declare the purpose', { departments: ['hospital'] }, true],
])('sweeps of %s', (_, sweepers, isIdle) => {
  const purposes = shipped.purposes.map((purpose) =>
    purpose.id === 'assistance-audit' ? { ...purpose, sweepers } : purpose,
  );
  expect(idleSweeps({ ...shipped, purposes })).toEqual(isIdle ? ['assistance-audit'] : []);
});
