import type { Ask } from '../../audits/audit-client.ts';
import { numberOption, textOption, UsageError, type CommandInput } from '../../command.ts';
import type { AuditAction } from './action.ts';
import { runCalled } from './run-lines.ts';

interface Sample {
  readonly sampleId: string;
  readonly ruleId: string;
  readonly seed: string;
  readonly findingTotal: number;
  readonly unflaggedTotal: number;
  readonly size: number;
  readonly judged: number;
  readonly items: readonly {
    readonly itemId: string;
    readonly position: number;
    readonly kind: 'FINDING' | 'UNFLAGGED';
    readonly caseNumber: string | null;
    readonly householdNumber: string | null;
    readonly person: { readonly pseudonym: string | null } | null;
    readonly verdict: 'CONFIRMED' | 'NOT_CONFIRMED' | null;
  }[];
}

const SAMPLE = `sampleId ruleId seed findingTotal unflaggedTotal size judged
  items { itemId position kind caseNumber householdNumber person { pseudonym } verdict }`;
const VERDICTS = { confirmed: 'CONFIRMED', not: 'NOT_CONFIRMED' } as const;

/** Draws what people are to judge. */
export const sample: AuditAction = {
  usage: '<run> <rule> [--size COUNT] --official ID',
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

/** Writes a verdict on one item down. */
export const judge: AuditAction = {
  usage: '<sample> <position> --verdict confirmed|not --reason TEXT --official ID',
  names: 2,
  run: async ({ client, input, names: [sampleId, position] }) => {
    const { ask } = await client();
    const verdict = verdictOf(input);
    const item = (await sampleOf(ask, sampleId)).items.find((one) => String(one.position) === position);
    if (item === undefined) throw new Error(`AUDIT_SAMPLE_UNKNOWN the sample has no position ${position}`);
    const { judgeSample } = await ask<{ judgeSample: Sample }>(
      `mutation Judge($sampleId: ID!, $judgements: [JudgementInput!]!) {
         judgeSample(sampleId: $sampleId, judgements: $judgements) { ${SAMPLE} }
       }`,
      { sampleId, judgements: [{ itemId: item.itemId, verdict, reason: required(input, 'reason') }] },
    );
    input.output.answer(judgeSample, sampleLines(judgeSample));
    return 0;
  },
};

/** Puts a rule live. */
export const release: AuditAction = {
  usage: '<name> <rule> --reason TEXT --official ID',
  names: 2,
  run: ({ client, input, names }) => changeStage('releaseRule', client, input, names),
};

/** Puts a rule back into its shadow. */
export const suspend: AuditAction = {
  usage: '<name> <rule> --reason TEXT --official ID',
  names: 2,
  run: ({ client, input, names }) => changeStage('suspendRule', client, input, names),
};

async function changeStage(
  mutation: 'releaseRule' | 'suspendRule',
  client: Parameters<AuditAction['run']>[0]['client'],
  input: CommandInput,
  [audit, ruleId]: readonly [string, string],
): Promise<number> {
  const reason = required(input, 'reason');
  const answer = await (
    await client()
  ).ask<Readonly<Record<string, { id: string; version: number; stage: string; ruleHash: string }>>>(
    `mutation Stage($audit: ID!, $ruleId: ID!, $reason: String!) {
       ${mutation}(audit: $audit, ruleId: $ruleId, reason: $reason) { id version stage ruleHash }
     }`,
    { audit, ruleId, reason },
  );
  const rule = answer[mutation];
  input.output.answer(rule, [`${rule?.id ?? ''} version ${rule?.version ?? ''}: ${rule?.stage ?? ''}`]);
  return 0;
}

async function sampleOf(ask: Ask, sampleId: string): Promise<Sample> {
  const { ruleSample } = await ask<{ ruleSample: Sample | null }>(
    `query Sample($sampleId: ID!) { ruleSample(sampleId: $sampleId) { ${SAMPLE} } }`,
    { sampleId },
  );
  if (ruleSample === null) throw new Error('AUDIT_SAMPLE_UNKNOWN there is no such sample');
  return ruleSample;
}

function verdictOf(input: CommandInput): 'CONFIRMED' | 'NOT_CONFIRMED' {
  const verdict = required(input, 'verdict');
  if (verdict === 'confirmed' || verdict === 'not') return VERDICTS[verdict];
  throw new UsageError('`--verdict` is confirmed or not');
}

function required({ values }: CommandInput, name: string): string {
  const value = textOption(values, name);
  if (value === undefined || value === '') throw new UsageError(`\`--${name}\` is missing`);
  return value;
}

function sampleLines(drawn: Sample): readonly string[] {
  return [
    `sample 样本 ${drawn.sampleId} of ${drawn.ruleId}: ${drawn.judged} of ${drawn.size} judged 已核查`,
    `  of ${drawn.findingTotal} findings 疑点 and ${drawn.unflaggedTotal} cases not flagged 未标记案件, seed ${drawn.seed}`,
    ...drawn.items.map(
      ({ position, kind, caseNumber, householdNumber, person, verdict }) =>
        `  ${position}. ${kind} case 案件 ${caseNumber ?? householdNumber ?? '–'} · ` +
        `person 当事人 ${person?.pseudonym ?? '–'} · ${verdict ?? 'not judged 未核查'}`,
    ),
  ];
}
