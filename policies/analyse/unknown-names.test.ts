import { expect, test } from '@jest/globals';
import type { SubjectCondition } from '../language/policy-document.ts';
import { SUBJECTS } from '../testing/shipped-policies.ts';
import { smallPolicies, smallRule } from '../testing/small-rules.ts';
import type { Subject } from '../vocabulary.ts';
import { unknownNames } from './unknown-names.ts';

/** What is found in a `forbid` of these subjects beside a permit of others. */
function found(
  asked: SubjectCondition,
  permitted: SubjectCondition = { roles: ['auditor'] },
  subjects: readonly Subject[] = [],
): readonly string[] {
  const no = smallRule('no', { effect: 'forbid', subjects: asked });
  const source = smallPolicies(smallRule('yes', { subjects: permitted }), no);
  return unknownNames(source, subjects)
    .filter(({ rule }) => rule === no.id)
    .map(({ message }) => message);
}

test.each<[string, SubjectCondition, SubjectCondition, readonly string[]]>([
  ['a role that a purpose has', { roles: ['carer'] }, {}, []],
  ['a role that nothing has', { roles: ['audtor'] }, {}, ['the role `audtor` (did you mean `auditor`?)']],
  [
    'a department beside one that another rule has',
    { departments: ['hospital', 'hospitl'] },
    { departments: ['hospital'] },
    ['the department `hospitl` (did you mean `hospital`?)'],
  ],
  ['an application that nothing is like', { applications: ['zz'] }, {}, ['the application `zz`']],
])('%s', (_, asked, permitted, expected) => {
  expect(found(asked, permitted)).toEqual(expected.map((name) => `nothing else speaks of ${name}`));
});

test('a name that a token has is known', () => {
  const asked = { applications: ['hospital'], roles: ['clinician'], departments: ['hospital'] };
  expect(found(asked)).toHaveLength(3);
  expect(found(asked, {}, Object.values(SUBJECTS))).toEqual([]);
});

test('a region is one of some province', () => {
  expect(found({ regions: ['230100', '390100'] }, { regions: ['230100'] })).toEqual([
    '`390100` is the division code of no province (did you mean `230100`?)',
  ]);
});
