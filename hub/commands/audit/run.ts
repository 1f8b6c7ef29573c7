import { RUN, type AuditClient, type AuditRun, type RunManner } from '../../audits/audit-client.ts';
import { numberOption, textOption, UsageError, type CommandInput, type Output } from '../../command.ts';
import type { AuditAction } from './action.ts';
import { confirmed, interruption } from './interruption.ts';
import {
  auditCalled,
  hasEnded,
  modeOf,
  parametersOf,
  parameterWords,
  progressLine,
  roundLine,
  runGoingOn,
  runLines,
  shippedNames,
} from './run-lines.ts';

/** Starts a run, or one of each of several audits as a round, and follows it to its end. */
export const run: AuditAction = {
  usage:
    'NAME… | --all [--param NAME=VALUE …] [--sweep|--cases] [--as-of INSTANT] [--over LIST] [--detach]   (several sweeps read together; --over is of one, case by case; Ctrl-C asks whether to cancel)',
  names: ({ all }) => (all === true ? 0 : 'any'),
  run: async ({ client: open, input, names }) => {
    const [name] = names;
    const manner = {
      mode: modeOf(input),
      asOf: asOfIn(input),
      listId: textOption(input.values, 'over'),
    };
    const client = await open();
    if (input.values['all'] === true || names.filter(Boolean).length > 1)
      return runRound(client, names.filter(Boolean), manner, input);
    const parameters = await parametersOf(client, [name], input);
    const started = await client.start(name, parameters, manner);
    input.output.progress(`run ${started.runId} of ${name} 审计运行开始`);
    if (input.values['detach'] !== true) return follow(client, started.runId, input);
    input.output.answer(started, runLines(started));
    return 0;
  },
};

/** Follows a run that goes on. */
export const watch: AuditAction = {
  usage: 'RUN',
  names: 1,
  run: async ({ client: open, input, names: [name] }) => {
    const client = await open();
    return follow(client, (await runGoingOn(client, name)).runId, input);
  },
};

/** Ends a run where it stands; of one that has ended it says how. */
export const cancel: AuditAction = {
  usage: 'RUN   (ends it where it stands; what it found until then stays)',
  names: 1,
  run: async ({ client: open, input, names: [name] }) => {
    const client = await open();
    const before = await runGoingOn(client, name);
    const after = hasEnded(before) ? before : await client.cancel(before.runId);
    const isOurs = !hasEnded(before) && after.status === 'CANCELLED';
    const how = `it had ended already, nothing was cancelled 运行此前已结束，未取消: ${after.status} ${after.finishedAt ?? ''}`;
    input.output.answer(after, [...(isOurs ? ['cancelled 已取消'] : [how]), ...runLines(after)]);
    return after.status === 'CANCELLED' ? 0 : 1;
  },
};

/** The history of an audit. */
export const runs: AuditAction = {
  usage: 'NAME [--first COUNT]',
  names: 1,
  run: async ({ client: open, input, names: [name] }) => {
    const client = await open();
    const first = numberOption(input.values, 'first', { from: 1, to: 100 }) ?? 20;
    const { auditRuns } = await client.ask<{ auditRuns: { nodes: readonly AuditRun[] } }>(
      `query Runs($name: ID!, $first: Int) {
         auditRuns(
           first: $first, filter: { auditName: { eq: $name } }, orderBy: { field: STARTED_AT, direction: DESC }
         ) { nodes { ${RUN} } }
       }`,
      { name, first },
    );
    if (auditRuns.nodes.length === 0) await auditCalled(client, name);
    input.output.answer(
      auditRuns.nodes,
      auditRuns.nodes.length === 0
        ? [`${name} was never run, as far as you may see 尚无可见的运行记录`]
        : auditRuns.nodes.map(
            (one) => `${one.startedAt} ${one.runId} ${one.mode} ${parameterWords(one)} ${progressLine(one)}`,
          ),
    );
    return 0;
  },
};

/** An instant, and not a day: which hour of it would be meant is nobody's to guess. */
function asOfIn({ values }: CommandInput): string | undefined {
  const text = textOption(values, 'as-of');
  if (text === undefined) return undefined;
  const isInstant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/u.test(text);
  if (isInstant && Date.parse(text) <= Date.now()) return new Date(text).toISOString();
  throw new UsageError(
    `\`--as-of\` is an instant that has passed, such as 2026-11-01T00:00:00Z or 2026-11-01T08:00+08:00, not \`${text}\` 须为已过去的时刻`,
  );
}

async function follow(client: AuditClient, runId: string, { output }: CommandInput): Promise<number> {
  const ended = await followed({ id: runId, output, cancel: () => client.cancel(runId) }, (tell) =>
    client.follow(runId, (state) => tell(progressLine(state))),
  );
  output.answer(ended, runLines(ended));
  return ended.status === 'SUCCEEDED' ? 0 : 1;
}

async function runRound(
  client: AuditClient,
  given: readonly string[],
  { listId, ...manner }: RunManner,
  input: CommandInput,
): Promise<number> {
  const { output, values } = input;
  if (listId !== undefined) throw new UsageError('a list is run over by one audit');
  const names = given.length > 0 ? given : await shippedNames(client);
  const parameters = await parametersOf(client, names, input);
  const { roundId, ...started } = await client.startRound(names, parameters, manner);
  output.progress(`round ${roundId} of ${names.length} audits 审计批次开始`);
  const isDetached = values['detach'] === true;
  const { runs } = isDetached
    ? started
    : await followed({ id: roundId, output, cancel: () => client.cancelRound(roundId) }, (tell) =>
        client.followRound(roundId, (round) => tell(roundLine(round.runs))),
      );
  output.answer({ roundId, runs }, runs.flatMap(runLines));
  return isDetached || runs.every(({ status }) => status === 'SUCCEEDED') ? 0 : 1;
}

/** Follows what goes on, telling each line once; Ctrl-C asks whether to cancel it. */
async function followed<T>(
  {
    id,
    output,
    cancel,
  }: { readonly id: string; readonly output: Output; readonly cancel: () => Promise<unknown> },
  following: (tell: (line: string) => void) => Promise<T>,
): Promise<T> {
  const { onInterrupt, over } = interruption({
    runId: id,
    output,
    confirm: confirmed,
    cancel,
    leave: () => process.exit(130),
  });
  process.on('SIGINT', onInterrupt);
  let shown = '';
  return following((line) => {
    if (line !== shown) output.progress(line);
    shown = line;
  }).finally(() => {
    over();
    process.removeListener('SIGINT', onInterrupt);
  });
}
