import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { RULE_LIST_FILE, withRuleList } from '../testing/rule-list-file.ts';

test('the documented list of rules and thresholds is that of the files', () => {
  const document = readFileSync(RULE_LIST_FILE, 'utf8');
  expect(document).toContain('dead-and-paid.death-certificate');
  expect(withRuleList(document)).toBe(document);
});
