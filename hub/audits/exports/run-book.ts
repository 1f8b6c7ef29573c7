import { drawSample } from '../../../subgraphs/audit/samples/draw-sample.ts';
import type { AskGraph, Recorded } from '../../ask-graph.ts';
import type { AuditRun } from '../audit-client.ts';
import { cellsOf, EVIDENCE_FIELDS, evidenceTable, type ExportRow } from './evidence-table.ts';
import type { AboutLine, ExportBook } from './export-book.ts';

/** The sheet of what was found. */
export const FINDING_TABLE = 'findings';

const PAGE = 100;
const FINDING = [
  ...['findingId', 'ruleId', 'ruleVersion', 'statute', 'nature', 'stage', 'outcome', 'missing'],
  ...['caseKind', 'caseNumber', 'householdNumber', 'division', 'matchTier', 'foundAt', 'withdrawnAt'],
];

interface ExportedFinding extends ExportRow {
  readonly findingId: string;
  readonly ruleId: string;
  readonly division: string;
  readonly stage: string;
  readonly outcome: string;
  readonly withdrawnAt: string | null;
}

type Found = ExportedFinding & {
  readonly person: { readonly pseudonym: string | null } | null;
  readonly evidence: readonly ExportRow[];
};

interface Page {
  readonly findings: {
    readonly nodes: readonly Found[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** Which part of what stands is exported: a seeded sample, stratified by rule and county. */
export interface SampleWish {
  readonly size: number;
  readonly seed: string;
}

/**
 * What a run concluded with its evidence, as the hub shows it to whoever asks: what policy masks is masked in the export
 * too. The receipt of every exchange in which it was read stands beside.
 */
export async function bookOfRun(
  ask: AskGraph,
  run: AuditRun,
  sample: SampleWish | null,
): Promise<ExportBook> {
  const { found, receipts } = await readFindings(ask, run.runId);
  const drawn = sample === null ? null : drawnOf(found, sample);
  const chosen = drawn === null ? found : drawn.map(({ finding }) => finding);
  return {
    about: [
      ...aboutRun(run),
      ...countsOf(found),
      { key: 'exported', english: 'rows here', chinese: '本表行数', value: chosen.length },
      ...(sample === null
        ? []
        : [{ key: 'sampleSeed', english: 'sample seed', chinese: '抽样种子', value: sample.seed }]),
    ],
    receipts,
    tables: [
      {
        name: FINDING_TABLE,
        columns: [...FINDING, 'pseudonym', ...(drawn === null ? [] : ['stratumSize', 'stratumDrawn'])],
        rows: chosen.map((finding, index) => [
          ...cellsOf(FINDING, finding),
          finding.person?.pseudonym ?? null,
          ...(drawn === null ? [] : [drawn[index]?.stratumSize ?? null, drawn[index]?.stratumDrawn ?? null]),
        ]),
      },
      evidenceTable(
        'findingId',
        chosen.map(({ findingId, evidence }) => ({ id: findingId, evidence })),
      ),
    ],
  };
}

/** Which run it is, under which policies, and as of when its sources were read. */
export function aboutRun(run: AuditRun): readonly AboutLine[] {
  const audit = `${run.audit?.name ?? ''} v${run.auditVersion}`;
  return [
    { key: 'audit', english: 'audit', chinese: '审计方案', value: audit },
    { key: 'runId', english: 'run', chinese: '运行', value: run.runId },
    { key: 'parameters', english: 'parameters', chinese: '参数', value: run.parameters },
    { key: 'mode', english: 'mode', chinese: '方式', value: run.mode },
    { key: 'status', english: 'status', chinese: '状态', value: run.status },
    { key: 'policyVersion', english: 'policy version', chinese: '策略版本', value: run.policyVersion },
    { key: 'asOf', english: 'as of', chinese: '数据时点', value: run.asOf ?? run.startedAt },
    { key: 'startedAt', english: 'started', chinese: '开始', value: run.startedAt },
    { key: 'finishedAt', english: 'finished', chinese: '结束', value: run.finishedAt ?? '' },
  ];
}

async function readFindings(
  ask: AskGraph,
  runId: string,
): Promise<{ readonly found: readonly Found[]; readonly receipts: readonly string[] }> {
  const receipts: string[] = [];
  const found: Found[] = [];
  for (let after: string | null = null; ;) {
    const { data, receipt }: Recorded<Page> = await ask<Page>(FINDINGS, { runId, first: PAGE, after });
    receipts.push(receipt);
    found.push(...data.findings.nodes);
    after = data.findings.pageInfo.endCursor;
    if (!data.findings.pageInfo.hasNextPage) return { found, receipts };
  }
}

const stands = ({ withdrawnAt }: ExportedFinding): boolean => withdrawnAt === null;

/** What stands, apart from what was withdrawn. */
function countsOf(found: readonly ExportedFinding[]): readonly AboutLine[] {
  const standing = found.filter(stands);
  const yes = (stage: string): number =>
    standing.filter((one) => one.outcome === 'YES' && one.stage === stage).length;
  const unsure = standing.filter(({ outcome }) => outcome === 'CANNOT_TELL').length;
  const withdrawn = found.length - standing.length;
  return [
    { key: 'findings', english: 'findings that stand', chinese: '有效疑点', value: yes('LIVE') },
    { key: 'inShadow', english: 'in shadow, standing', chinese: '试运行结论', value: yes('SHADOW') },
    { key: 'cannotTell', english: 'cannot tell', chinese: '无法判定', value: unsure },
    { key: 'withdrawn', english: 'withdrawn', chinese: '已撤回', value: withdrawn },
  ];
}

/** Of what was withdrawn, and of what could not be told, there is nothing to look into. */
function drawnOf(found: readonly Found[], { size, seed }: SampleWish) {
  const items = found
    .filter((one) => stands(one) && one.outcome === 'YES')
    .map((finding) => ({
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

const FINDINGS = `query Export($runId: ID!, $first: Int, $after: Cursor) {
  findings(first: $first, after: $after, filter: { runId: { eq: $runId } }, orderBy: { field: RULE_ID }) {
    nodes { ${FINDING.join(' ')} person { pseudonym } evidence { ${EVIDENCE_FIELDS} } }
    pageInfo { hasNextPage endCursor }
  }
}`;
