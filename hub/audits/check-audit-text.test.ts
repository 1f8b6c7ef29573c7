import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { checkAuditText } from './check-audit-text.ts';

const shipped = readFileSync(
  new URL('../../subgraphs/audit/audits/dead-and-paid.yaml', import.meta.url),
  'utf8',
);

test('what can be saved is accepted', () => {
  expect(checkAuditText(shipped).audit.definition.name).toBe('dead-and-paid');
});

test('the whole audit of the guide can be saved', () => {
  const guide = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
  const [, text = ''] = /```yaml\n(name: [\s\S]*?)```/u.exec(guide) ?? [];
  expect(checkAuditText(text).audit.rules).toHaveLength(1);
});

test.each([
  [
    'a sensitive field that no rule uses',
    [/\bperson \{/u, 'person { ethnicity'],
    'operation',
    /no rule uses `members.person.ethnicity`/u,
  ],
  [
    'a purpose that there is not',
    [/purpose: assistance-audit/u, 'purpose: assistance-audits'],
    'purpose',
    /did you mean `assistance-audit`/u,
  ],
] as const)('%s is refused by the check, as by saving', (_, [from, to], part, reason) => {
  const text = shipped.replace(from, to);
  expect(text).not.toBe(shipped);
  expect(() => checkAuditText(text)).toThrow(
    expect.objectContaining({
      code: 'AUDIT_INVALID',
      detail: expect.objectContaining({ part, reason: expect.stringMatching(reason) as unknown }) as unknown,
    }),
  );
});
