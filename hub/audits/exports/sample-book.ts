import type { AskGraph } from '../../ask-graph.ts';
import { RUN, type AuditRun } from '../audit-client.ts';
import { cellsOf, EVIDENCE_FIELDS, evidenceTable, type ExportRow } from './evidence-table.ts';
import type { ExportBook } from './export-book.ts';
import { aboutRun } from './run-book.ts';

/** The sheet of a sample that comes back with verdicts. */
export const VERDICT_TABLE = 'verdicts';

const ITEM = ['position', 'kind', 'caseKind', 'caseNumber', 'householdNumber', 'division'];

interface SampleToJudge {
  readonly sampleId: string;
  readonly ruleId: string;
  readonly seed: string;
  readonly run: AuditRun;
  readonly items: readonly (ExportRow & {
    readonly itemId: string;
    readonly verdict: string | null;
    readonly reason: string | null;
    readonly person: { readonly pseudonym: string | null } | null;
    readonly finding: { readonly evidence: readonly ExportRow[] } | null;
  })[];
}

/**
 * A sample as a sheet for people to judge: `verdict` and `reason` are theirs to fill in, and `audit judge --file` reads it
 * back. Null where there is no such sample.
 */
export async function bookOfSample(ask: AskGraph, sampleId: string): Promise<ExportBook | null> {
  const { data, receipt } = await ask<{ readonly ruleSample: SampleToJudge | null }>(SAMPLE, { sampleId });
  const sample = data.ruleSample;
  if (sample === null) return null;
  const items = [...sample.items].sort((one, other) => Number(one['position']) - Number(other['position']));
  return {
    about: [
      {
        key: 'howTo',
        english: 'fill in `verdict` (confirmed or not) and `reason`, then `audit judge --file`',
        chinese: '请填写 verdict（属实或不属实）与 reason（理由）',
        value: '',
      },
      { key: 'sampleId', english: 'sample', chinese: '样本', value: sample.sampleId },
      { key: 'ruleId', english: 'rule', chinese: '规则', value: sample.ruleId },
      { key: 'sampleSeed', english: 'sample seed', chinese: '抽样种子', value: sample.seed },
      ...aboutRun(sample.run),
    ],
    receipts: [receipt],
    tables: [
      {
        name: VERDICT_TABLE,
        columns: ['itemId', 'sampleId', ...ITEM, 'pseudonym', 'verdict', 'reason'],
        rows: items.map((item) => [
          item.itemId,
          sampleId,
          ...cellsOf(ITEM, item),
          item.person?.pseudonym ?? null,
          item.verdict,
          item.reason,
        ]),
      },
      evidenceTable(
        'itemId',
        items.map(({ itemId, finding }) => ({ id: itemId, evidence: finding?.evidence ?? [] })),
      ),
    ],
  };
}

const SAMPLE = `query SampleToJudge($sampleId: ID!) {
  ruleSample(sampleId: $sampleId) {
    sampleId ruleId seed run { ${RUN} }
    items {
      itemId ${ITEM.join(' ')} verdict reason person { pseudonym } finding { evidence { ${EVIDENCE_FIELDS} } }
    }
  }
}`;
