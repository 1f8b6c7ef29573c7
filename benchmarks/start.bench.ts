import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { numberOption } from '../hub/command.ts';
import type { ReadyHub } from '../hub/launch/ready-file.ts';
import type { Benchmark } from './benchmark.ts';

const QUESTION = '{ assistanceFamilies(first: 1) { nodes { caseNumber members { name relation } } } }';

interface Start {
  readonly answerS: number;
  readonly answered: boolean;
}

/** What somebody waits who has just cloned and installed: from the command to the first answer, then once more. */
export const benchmark: Benchmark = {
  summary: 'from `npm start` to the first answered query, on a first and a second start',
  options: { residents: { type: 'string', help: 'how many residents (20000)' } },
  async run({ values, progress }) {
    const residents = numberOption(values, 'residents', { from: 100, to: 100_000_000 }) ?? 20_000;
    const state = mkdtempSync(join(tmpdir(), 'sluice-bench-start-'));
    try {
      progress('first start');
      const first = await startOnce(state, residents);
      progress('second start');
      const second = await startOnce(state, residents);
      const figures = {
        residents,
        first_answer_s: first.answerS,
        second_answer_s: second.answerS,
      };
      const wrong = [first, second].every(({ answered }) => answered) ? [] : ['the query was not answered'];
      return { rows: [figures], figures, wrong };
    } finally {
      rmSync(state, { recursive: true, force: true });
    }
  },
};

async function startOnce(state: string, residents: number): Promise<Start> {
  const startedAt = performance.now();
  const args = ['start', '--silent', '--', '--state', state, '--residents', String(residents), '--json'];
  const child = spawn('npm', args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  const ended = once(child, 'exit');
  try {
    const ready = await readyOf(child);
    const answered = await isAnswered(ready);
    return { answered, answerS: Math.round((performance.now() - startedAt) / 100) / 10 };
  } finally {
    // To the group, as a terminal does: npm and the launcher both hear of it.
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    await ended;
  }
}

async function readyOf(child: ChildProcess): Promise<ReadyHub> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) return JSON.parse(text) as ReadyHub;
  }
  throw new Error('the hub ended before it was up');
}

async function isAnswered({ url, tokens }: ReadyHub): Promise<boolean> {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${tokens['social-assistance']}`,
      'sluice-purpose': 'assistance-eligibility',
    },
    body: JSON.stringify({ query: QUESTION }),
  });
  const { data, errors } = (await response.json()) as {
    readonly data?: { readonly assistanceFamilies: { readonly nodes: readonly unknown[] } };
    readonly errors?: unknown;
  };
  return errors === undefined && data?.assistanceFamilies.nodes.length === 1;
}
