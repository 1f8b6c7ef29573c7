import { readFileSync } from 'node:fs';
import type { Ask, AuditClient, AuditRun } from '../../audits/audit-client.ts';
import { VERDICT_TABLE } from '../../audits/exports/sample-book.ts';
import { refused } from '../../refusal-line.ts';
import { ColumnUnknown } from '../../audits/lists/read-list.ts';
import { readSpreadsheet, SpreadsheetUnreadable } from '../../audits/lists/read-spreadsheet.ts';
import {
  readVerdicts,
  sampleIn,
  verdictCalled,
  type ReadJudgement,
  type Verdict,
  type VerdictFault,
} from '../../audits/verdicts/read-verdicts.ts';
import { numberOption, requiredText, textOption, UsageError, type CommandInput } from '../../command.ts';
import type { AuditAction } from './action.ts';
import { auditCalled, runCalled } from './run-lines.ts';

interface Sample {
  readonly sampleId: string;
  readonly ruleId: string;
  readonly seed: string;
  readonly drawnAt: string;
  readonly findingTotal: number;
  readonly unflaggedTotal: number;
  readonly size: number;
  readonly judged: number;
  readonly run: { readonly runId: string } | null;
  readonly items: readonly {
    readonly itemId: string;
    readonly position: number;
    readonly kind: 'FINDING' | 'UNFLAGGED';
    readonly caseNumber: string | null;
    readonly householdNumber: string | null;
    readonly person: { readonly pseudonym: string | null } | null;
    readonly verdict: Verdict | null;
  }[];
}

const HEAD = 'sampleId ruleId seed drawnAt findingTotal unflaggedTotal size judged run { runId }';
const SAMPLE = `${HEAD} items { itemId position kind caseNumber householdNumber person { pseudonym } verdict }`;
/** How many of an audit's latest runs are looked through for samples. */
const RUNS_LOOKED_AT = 100;

const FAULTS: Readonly<Record<VerdictFault, string>> = {
  ITEM_UNKNOWN: 'the sample has no such item 样本中无此条目',
  OTHER_SAMPLE: 'of another sample 属于另一样本',
  DOUBLE: 'an earlier row judges it already 重复',
  VERDICT_MISSING: 'no verdict 未填核查结论',
  VERDICT_UNKNOWN: 'the verdict is neither confirmed 属实 nor not 不属实',
  REASON_MISSING: 'no reason 未填理由',
};

/** Draws what people are to judge. */
export const sample: AuditAction = {
  usage: 'RUN RULE [--size COUNT] --official ID   (`export SAMPLE --out FILE` makes a sheet to judge in)',
  names: 2,
  run: async ({ client: open, input, names: [name, ruleId] }) => {
    const client = await open();
    const { runId } = await runCalled(client, name);
    const { drawSample } = await client.ask<{ drawSample: Sample }>(
      `mutation Draw($runId: ID!, $ruleId: ID!, $size: Int) {
         drawSample(runId: $runId, ruleId: $ruleId, size: $size) { ${SAMPLE} }
       }`,
      { runId, ruleId, size: numberOption(input.values, 'size', { from: 1, to: 100 }) },
    );
    input.output.answer(drawSample, sampleLines(drawSample));
    return 0;
  },
};

/** What was drawn from a run, or from all runs of an audit. */
export const samples: AuditAction = {
  usage:
    'RUN|NAME   (the samples that were drawn from a run, or from the runs of an audit, and how much of each is judged)',
  names: 1,
  run: async ({ client: open, input: { output }, names: [name] }) => {
    const client = await open();
    const { ruleSamples } = await client.ask<{ ruleSamples: { nodes: readonly Sample[] } }>(
      `query Samples($runIds: [ID!]) {
         ruleSamples(first: 100, filter: { runId: { in: $runIds } }, orderBy: { field: DRAWN_AT, direction: DESC }) {
           nodes { ${HEAD} }
         }
       }`,
      { runIds: await runIdsOf(client, name) },
    );
    const { nodes } = ruleSamples;
    output.answer(nodes, nodes.length === 0 ? ['nothing was drawn 尚未抽样'] : nodes.flatMap(headLines));
    return 0;
  },
};

/** Writes verdicts down: one, or those of a file, all or none. */
export const judge: AuditAction = {
  usage:
    'SAMPLE POSITION --verdict confirmed|not --reason TEXT --official ID | judge --file FILE [--reason TEXT] --official ID',
  names: ({ file }) => (file === undefined ? 2 : 0),
  run: async ({ client: open, input, names: [sampleId, position] }) => {
    const { ask } = await open();
    const file = textOption(input.values, 'file');
    const given =
      file === undefined
        ? await oneJudgement(ask, sampleId, position, input)
        : await judgementsIn(ask, file, input);
    if (given === null) return 1;
    const { judgeSample } = await ask<{ judgeSample: Sample }>(
      `mutation Judge($sampleId: ID!, $judgements: [JudgementInput!]!) {
         judgeSample(sampleId: $sampleId, judgements: $judgements) { ${SAMPLE} }
       }`,
      given,
    );
    input.output.answer(judgeSample, sampleLines(judgeSample));
    return 0;
  },
};

interface GivenJudgements {
  readonly [variable: string]: unknown;
  readonly sampleId: string;
  readonly judgements: readonly ReadJudgement[];
}

async function oneJudgement(
  ask: Ask,
  sampleId: string,
  position: string,
  { values }: CommandInput,
): Promise<GivenJudgements> {
  const verdict = verdictCalled(requiredText(values, 'verdict'));
  if (verdict === undefined) throw new UsageError('`--verdict` is confirmed 属实 or not 不属实');
  const reason = requiredText(values, 'reason');
  const { items } = await sampleOf(ask, sampleId);
  const item = items.find((one) => String(one.position) === position);
  if (item === undefined)
    throw refused('AUDIT_SAMPLE_UNKNOWN', {
      en: `the sample has no position ${position}; it has 1 to ${items.length}`,
      zh: `样本没有第 ${position} 项，共有 1 至 ${items.length} 项`,
    });
  return { sampleId, judgements: [{ itemId: item.itemId, verdict, reason }] };
}

/** Null where a row can not be kept: then nothing is, and each is said. */
async function judgementsIn(
  ask: Ask,
  file: string,
  { output, values }: CommandInput,
): Promise<GivenJudgements | null> {
  const sheet = await readSpreadsheet(file, readFileSync(file), VERDICT_TABLE).catch((error: unknown) => {
    throw error instanceof SpreadsheetUnreadable ? new UsageError(`${file}: ${error.message}`) : error;
  });
  try {
    const sampleId = sampleIn(sheet);
    const itemIds = new Set((await sampleOf(ask, sampleId)).items.map(({ itemId }) => itemId));
    const read = readVerdicts(sheet, { sampleId, itemIds }, textOption(values, 'reason') ?? '');
    if (read.faults.length === 0) return { sampleId, judgements: read.judgements };
    output.answer({ error: 'nothing was kept', sampleId, faults: read.faults }, [
      ...read.faults.map(({ row, fault }) => `row ${row} 第 ${row} 行: ${FAULTS[fault]}`),
      `${file}: nothing was kept, ${read.faults.length} rows are to be mended; rows that are not judged are taken out 未保存，请更正`,
    ]);
    return null;
  } catch (error) {
    throw error instanceof ColumnUnknown ? new UsageError(`${file}: ${error.message}`) : error;
  }
}

async function sampleOf(ask: Ask, sampleId: string): Promise<Sample> {
  const { ruleSample } = await ask<{ ruleSample: Sample | null }>(
    `query Sample($sampleId: ID!) { ruleSample(sampleId: $sampleId) { ${SAMPLE} } }`,
    { sampleId },
  );
  if (ruleSample === null)
    throw refused('AUDIT_SAMPLE_UNKNOWN', {
      en: `no sample that you may see has the id \`${sampleId}\``,
      zh: `没有编号为 \`${sampleId}\` 的可见样本`,
    });
  return ruleSample;
}

async function runIdsOf(client: AuditClient, name: string): Promise<readonly string[]> {
  const one = await client.run(name);
  if (one !== null) return [one.runId];
  const { auditRuns } = await client.ask<{ auditRuns: { nodes: readonly Pick<AuditRun, 'runId'>[] } }>(
    `query RunIds($name: ID!) {
       auditRuns(
         first: ${RUNS_LOOKED_AT}, filter: { auditName: { eq: $name } }, orderBy: { field: STARTED_AT, direction: DESC }
       ) { nodes { runId } }
     }`,
    { name },
  );
  if (auditRuns.nodes.length === 0) await auditCalled(client, name);
  return auditRuns.nodes.map(({ runId }) => runId);
}

function headLines(drawn: Sample): readonly string[] {
  return [
    `sample 样本 ${drawn.sampleId} of ${drawn.ruleId}, run ${drawn.run?.runId ?? '–'}, ${drawn.drawnAt}: ` +
      `${drawn.judged} of ${drawn.size} judged 已核查`,
    `  of ${drawn.findingTotal} findings 疑点 and ${drawn.unflaggedTotal} cases not flagged 未标记案件, seed ${drawn.seed}`,
  ];
}

function sampleLines(drawn: Sample): readonly string[] {
  const items = [...drawn.items].sort((one, other) => one.position - other.position);
  return [
    ...headLines(drawn),
    ...items.map(
      ({ position, kind, caseNumber, householdNumber, person, verdict }) =>
        `  ${position}. ${kind} case 案件 ${caseNumber ?? householdNumber ?? '–'} · ` +
        `person 当事人 ${person?.pseudonym ?? '–'} · ${verdict ?? 'not judged 未核查'}`,
    ),
  ];
}
