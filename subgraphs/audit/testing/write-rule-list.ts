import { readFileSync, writeFileSync } from 'node:fs';
import { RULE_LIST_FILE, withRuleList } from './rule-list-file.ts';

writeFileSync(RULE_LIST_FILE, withRuleList(readFileSync(RULE_LIST_FILE, 'utf8')));
