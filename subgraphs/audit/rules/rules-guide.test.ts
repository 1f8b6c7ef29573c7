import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { checkAuditShape } from '../definition/read-audit-document.ts';
import { readThresholdDocument } from '../definition/read-thresholds.ts';
import { shippedAudit } from '../testing/audit-fixtures.ts';
import { auditWith } from '../testing/rule-fixtures.ts';
import { RULE_FUNCTIONS } from './typed-expression.ts';

const guide = readFileSync(new URL('../../../docs/rules.md', import.meta.url), 'utf8');
const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/gu)].map(([, yaml = '']) => yaml);
const rules = examples.filter((yaml) => yaml.startsWith('- id:')).flatMap((yaml) => parse(yaml) as unknown[]);

test.each(rules)('rule %# of the guide compiles', (rule) => {
  const { rules: checked } = checkAuditShape({ ...shippedAudit('barred-vehicle'), rules: [rule] });
  expect(auditWith(checked[0]!).rules[0]?.evidence.length).toBeGreaterThan(0);
});

test('the thresholds of the guide are read', () => {
  const [last = ''] = examples.slice(-1);
  expect(readThresholdDocument(last)).toMatchObject([{ name: 'exampleLine', scale: 0 }]);
});

test('the guide names every function, and has both kinds of rules', () => {
  for (const name of RULE_FUNCTIONS) expect(guide).toMatch(new RegExp(`\\b${name}\\(`, 'u'));
  expect(rules).toHaveLength(2);
});
