import { drawSample } from '../../../subgraphs/audit/samples/draw-sample.ts';
import type { AskRecorded, AuditRun, Recorded } from '../audit-client.ts';
import type { ExportBook, ExportTable } from './export-book.ts';

const PAGE = 100;
const FINDING = [
  ...['findingId', 'ruleId', 'ruleVersion', 'statute', 'nature', 'stage', 'outcome', 'missing'],
  ...['caseKind', 'caseNumber', 'householdNumber', 'division', 'matchTier', 'foundAt', 'withdrawnAt'],
];
const EVIDENCE = [
  ...['path', 'sourceAgency', 'sourceDataset', 'sourceType', 'sourceField', 'sourceRecordKey', 'value'],
  ...['asOf', 'fetchedAt', 'matchTier', 'exchangeId'],
];

type Row = Readonly<Record<string, string | number | null>>;

interface ExportedFinding extends Row {
  readonly findingId: string;
  readonly ruleId: string;
  readonly division: string;
}

interface Page {
  readonly findings: {
    readonly nodes: readonly (ExportedFinding & {
      readonly person: { readonly pseudonym: string | null } | null;
      readonly evidence: readonly Row[];
    })[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** Which part of the findings is exported: a seeded sample, stratified by rule and county. */
export interface SampleWish {
  readonly size: number;
  readonly seed: string;
}

/**
 * The findings of a run with their evidence, as the hub shows them to whoever asks: what policy masks is masked in the
 * export too. The receipt of every exchange that it was read in stands beside.
 */
export async function bookOfRun(
  ask: AskRecorded,
  run: AuditRun,
  sample: SampleWish | null,
): Promise<ExportBook> {
  const receipts: string[] = [];
  const found: Page['findings']['nodes'][number][] = [];
  for (let after: string | null = null; ;) {
    const { data, receipt }: Recorded<Page> = await ask<Page>(FINDINGS, {
      runId: run.runId,
      first: PAGE,
      after,
    });
    receipts.push(receipt);
    found.push(...data.findings.nodes);
    after = data.findings.pageInfo.endCursor;
    if (!data.findings.pageInfo.hasNextPage) break;
  }
  const drawn = sample === null ? null : drawnOf(found, sample);
  const chosen = drawn === null ? found : drawn.map(({ finding }) => finding);
  return {
    about: aboutOf(run, receipts, sample, found.length, chosen.length),
    tables: [
      {
        name: 'findings',
        columns: [...FINDING, 'pseudonym', ...(drawn === null ? [] : ['stratumSize', 'stratumDrawn'])],
        rows: chosen.map((finding, index) => [
          ...cells(FINDING, finding),
          finding.person?.pseudonym ?? null,
          ...(drawn === null ? [] : [drawn[index]?.stratumSize ?? null, drawn[index]?.stratumDrawn ?? null]),
        ]),
      },
      evidenceTable(chosen),
    ],
  };
}

function drawnOf(found: Page['findings']['nodes'], { size, seed }: SampleWish) {
  const items = found.map((finding) => ({
    id: finding.findingId,
    stratum: `${finding.ruleId} ${finding.division.slice(0, 6)}`,
    finding,
  }));
  return drawSample(items, size, seed).map(({ item, stratumSize, stratumDrawn }) => ({
    finding: item.finding,
    stratumSize,
    stratumDrawn,
  }));
}

function evidenceTable(findings: Page['findings']['nodes']): ExportTable {
  return {
    name: 'evidence',
    columns: ['findingId', ...EVIDENCE],
    rows: findings.flatMap(({ findingId, evidence }) =>
      evidence.map((item) => [findingId, ...cells(EVIDENCE, item)]),
    ),
  };
}

const cells = (columns: readonly string[], row: Row): readonly (string | number | null)[] =>
  columns.map((column) => row[column] ?? null);

function aboutOf(
  run: AuditRun,
  receipts: readonly string[],
  sample: SampleWish | null,
  found: number,
  exported: number,
): ExportBook['about'] {
  return [
    ['audit 审计方案', `${run.audit?.name ?? ''} v${run.auditVersion}`],
    ['run 运行', run.runId],
    ['status 状态', run.status],
    ['policy version 策略版本', run.policyVersion],
    ['as of 数据时点', run.asOf ?? run.startedAt],
    ['started 开始', run.startedAt],
    ['finished 结束', run.finishedAt ?? ''],
    ['findings 疑点数', String(found)],
    ['exported 导出数', String(exported)],
    ...(sample === null ? [] : ([['sample seed 抽样种子', sample.seed]] as const)),
    ...receipts.map((receipt, index) => [`receipt ${index + 1} 回执`, receipt] as const),
  ];
}

const FINDINGS = `query Export($runId: ID!, $first: Int, $after: Cursor) {
  findings(first: $first, after: $after, filter: { runId: { eq: $runId } }, orderBy: { field: RULE_ID }) {
    nodes { ${FINDING.join(' ')} person { pseudonym } evidence { ${EVIDENCE.join(' ')} } }
    pageInfo { hasNextPage endCursor }
  }
}`;
