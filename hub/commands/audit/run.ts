import { createInterface } from 'node:readline/promises';
import { RUN, type AuditClient, type AuditRun } from '../../audits/audit-client.ts';
import { numberOption, textOption, type CommandInput, type Output } from '../../command.ts';
import type { AuditAction } from './action.ts';
import { modeOf, parametersOf, progressLine, runCalled, runLines } from './run-lines.ts';

/** Starts a run and follows it to its end. */
export const run: AuditAction = {
  usage:
    '<name> [--param NAME=VALUE …] [--sweep|--cases] [--as-of INSTANT] [--over LIST] [--detach]   (--over goes case by case; Ctrl-C asks whether to cancel)',
  names: 1,
  run: async ({ client: open, input, names: [name] }) => {
    const client = await open();
    const parameters = await parametersOf(client, name, input);
    const manner = {
      mode: modeOf(input),
      asOf: textOption(input.values, 'as-of'),
      listId: textOption(input.values, 'over'),
    };
    const started = await client.start(name, parameters, manner);
    input.output.progress(`run ${started.runId} of ${name} 审计运行开始`);
    if (input.values['detach'] !== true) return follow(client, started.runId, input);
    input.output.answer(started, runLines(started));
    return 0;
  },
};

/** Follows a run that goes on. */
export const watch: AuditAction = {
  usage: '<run>',
  names: 1,
  run: async ({ client: open, input, names: [name] }) => {
    const client = await open();
    return follow(client, (await runCalled(client, name)).runId, input);
  },
};

export const cancel: AuditAction = {
  usage: '<run>',
  names: 1,
  run: async ({ client: open, input, names: [runId] }) => {
    const ended = await (await open()).cancel(runId);
    input.output.answer(ended, runLines(ended));
    return 0;
  },
};

/** The history of an audit. */
export const runs: AuditAction = {
  usage: '<name> [--first COUNT]',
  names: 1,
  run: async ({ client: open, input, names: [name] }) => {
    const { auditRuns } = await (
      await open()
    ).ask<{ auditRuns: { nodes: readonly AuditRun[] } }>(
      `query Runs($name: ID!, $first: Int) {
         auditRuns(
           first: $first, filter: { auditName: { eq: $name } }, orderBy: { field: STARTED_AT, direction: DESC }
         ) { nodes { ${RUN} } }
       }`,
      { name, first: numberOption(input.values, 'first', { from: 1, to: 100 }) ?? 20 },
    );
    input.output.answer(
      auditRuns.nodes,
      auditRuns.nodes.map((one) => `${one.startedAt} ${one.runId} ${one.mode} ${progressLine(one)}`),
    );
    return 0;
  },
};

async function follow(client: AuditClient, runId: string, input: CommandInput): Promise<number> {
  const onInterrupt = interruption(client, runId, input.output);
  process.on('SIGINT', onInterrupt);
  let shown = '';
  const ended = await client
    .follow(runId, (state) => {
      const line = progressLine(state);
      if (line !== shown) input.output.progress(line);
      shown = line;
    })
    .finally(() => process.removeListener('SIGINT', onInterrupt));
  input.output.answer(ended, runLines(ended));
  return ended.status === 'SUCCEEDED' ? 0 : 1;
}

/** Asks a person first; who can not be asked (a script) is taken to mean it. A second Ctrl-C leaves the run going. */
function interruption(client: AuditClient, runId: string, output: Output): () => void {
  let asking = false;
  return () => {
    if (asking) {
      output.progress(`left going 已保留运行: ${runId}`);
      process.exit(130);
    }
    asking = true;
    void confirmed()
      .then(async (isMeant) => {
        if (!isMeant) return;
        output.progress('cancelling 正在取消');
        await client.cancel(runId);
      })
      .catch((error: unknown) => output.progress(String(error)))
      .finally(() => {
        asking = false;
      });
  };
}

async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) return true;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  // The interface takes Ctrl-C for itself while it asks.
  terminal.on('SIGINT', () => process.emit('SIGINT'));
  try {
    return /^(y|yes|是)$/iu.test((await terminal.question('cancel the run? 是否取消运行？ [y/N] ')).trim());
  } finally {
    terminal.close();
  }
}
