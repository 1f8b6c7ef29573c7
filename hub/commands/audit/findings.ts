import type { AuditRun } from '../../audits/audit-client.ts';
import { numberOption, UsageError } from '../../command.ts';
import type { AuditAction } from './action.ts';
import { findingLines, runCalled, runLines } from './run-lines.ts';

/** What a run found, with its evidence. */
export const findings: AuditAction = {
  usage: 'RUN [--first COUNT]',
  names: 1,
  run: async ({ client: open, input, names: [name] }) => {
    const client = await open();
    const run = await runCalled(client, name);
    const first = numberOption(input.values, 'first', { from: 1, to: 100 }) ?? 10;
    const found = await client.findings(run.runId, first);
    input.output.answer({ run, findings: found }, [...runLines(run), ...found.flatMap(findingLines)]);
    return 0;
  },
};

interface Difference {
  readonly kind: 'NEW' | 'GONE' | 'CHANGED';
  readonly ruleId: string;
  readonly finding: {
    readonly findingId: string;
    readonly outcome: string;
    readonly caseNumber: string | null;
    readonly householdNumber: string | null;
    readonly person: { readonly pseudonym: string | null } | null;
  } | null;
}

interface DifferencesAnswer {
  readonly auditRunDifferences: {
    readonly nodes: readonly Difference[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

const WORDS = { NEW: 'new 新增', GONE: 'gone 消失', CHANGED: 'changed 变化' } as const;
const PAGE = 100;

/** What a later run of an audit found otherwise than an earlier one. */
export const differences: AuditAction = {
  usage: 'FROM-RUN TO-RUN   (new, gone and changed findings)',
  names: 2,
  run: async ({ client: open, input, names }) => {
    const client = await open();
    const { ask } = client;
    const [earlier, later] = await Promise.all([runCalled(client, names[0]), runCalled(client, names[1])]);
    refuseIncomparable(earlier, later);
    const [from, to] = [earlier.runId, later.runId];
    const found: Difference[] = [];
    for (let after: string | null = null; ;) {
      const { auditRunDifferences: page }: DifferencesAnswer = await ask<DifferencesAnswer>(DIFFERENCES, {
        from,
        to,
        first: PAGE,
        after,
      });
      found.push(...page.nodes);
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    const count = (kind: Difference['kind']): number => found.filter((one) => one.kind === kind).length;
    input.output.answer({ from, to, differences: found }, [
      `${from} (${earlier.populationSeen} cases 对象) → ${to} (${later.populationSeen} cases 对象): ` +
        (['NEW', 'GONE', 'CHANGED'] as const).map((kind) => `${count(kind)} ${WORDS[kind]}`).join(', '),
      ...(earlier.parameters === later.parameters
        ? []
        : [`the parameters differ 参数不同: ${earlier.parameters} → ${later.parameters}`]),
      ...[earlier, later].flatMap(reservations),
      ...found.map(lineOf),
    ]);
    return 0;
  },
};

/** @throws UsageError */
function refuseIncomparable(earlier: AuditRun, later: AuditRun): void {
  const [before, after] = [earlier, later].map(
    ({ runId, audit }) => `${runId} is of \`${audit?.name ?? '–'}\``,
  );
  if (earlier.audit?.name !== later.audit?.name)
    throw new UsageError(
      `only runs of one audit can be held against each other 只能比较同一审计方案的运行: ${before ?? ''}, ${after ?? ''}`,
    );
  if (earlier.runId === later.runId)
    throw new UsageError(
      `both are the run ${earlier.runId}; the ids of the others: \`audit runs ${earlier.audit?.name ?? 'NAME'}\` 两者为同一次运行`,
    );
}

/** What keeps the differences from being the whole truth. */
function reservations({ runId, mode, status, ruleStates }: AuditRun): readonly string[] {
  const isWhole = status === 'SUCCEEDED' || (mode === 'SUPERVISION' && status === 'RUNNING');
  return [
    ...(isWhole
      ? []
      : [`run ${runId} is ${status}: it is compared by what it found so far 该运行未完成，仅比较已有结果`]),
    ...ruleStates
      .filter(({ state }) => state === 'CANNOT_VERIFY')
      .map(
        ({ ruleId, missing }) =>
          `${ruleId} is left out, run ${runId} could not verify it 无法核实，不作比较: ${missing ?? ''}`,
      ),
  ];
}

const DIFFERENCES = `query Differences($from: ID!, $to: ID!, $first: Int, $after: Cursor) {
  auditRunDifferences(first: $first, after: $after, filter: { from: { eq: $from }, to: { eq: $to } }) {
    nodes {
      kind ruleId
      finding { findingId outcome caseNumber householdNumber person { pseudonym } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

function lineOf({ kind, ruleId, finding }: Difference): string {
  const place = finding?.caseNumber ?? finding?.householdNumber ?? '–';
  return `${WORDS[kind]} ${finding?.outcome ?? ''} ${ruleId} · case 案件 ${place} · person 当事人 ${finding?.person?.pseudonym ?? '–'}`;
}
