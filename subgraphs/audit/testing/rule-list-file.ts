import { join } from 'node:path';
import { readAuditDocument } from '../definition/read-audit-document.ts';
import { readThresholdDocument } from '../definition/read-thresholds.ts';
import { ruleList } from './rule-list.ts';
import { shippedAuditTexts, thresholdTexts } from './shipped-files.ts';

export const RULE_LIST_FILE = join(import.meta.dirname, '../../../docs/audits.md');

const MARK = '<!-- rules -->';

/** The document with the list of the rules that ship below its mark. */
export function withRuleList(document: string): string {
  const [head = ''] = document.split(MARK);
  const audits = [...shippedAuditTexts().values()].map((text) => ({
    number: /^# ([RW]\d{2})\. /u.exec(text)?.[1] ?? null,
    definition: readAuditDocument(text),
  }));
  const thresholds = [...thresholdTexts().values()].flatMap(readThresholdDocument);
  return `${head}${MARK}\n\n${ruleList(audits, thresholds)}`;
}
