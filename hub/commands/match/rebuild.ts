import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { readPassword } from '../../../secrets/read-secret-file.ts';
import { beginAnew } from '../../../subgraphs/matching/repository/store/begin-anew.ts';
import {
  readingProgress,
  type ReadingProgress,
} from '../../../subgraphs/matching/repository/store/reading-progress.ts';
import { refused } from '../../refusal-line.ts';
import { requiredText } from '../../command.ts';
import { requireHub } from '../../launch/ready-file.ts';
import { MATCHING_DATABASE, MATCHING_WORK_ROLE } from '../../postgres/databases.ts';
import { rolePasswordFile } from '../../postgres/ensure-databases.ts';
import { withClient } from '../../postgres/with-client.ts';
import { recordAct } from '../../record-act.ts';
import { stateDirectory } from '../../state/state-directory.ts';
import type { MatchAction } from './action.ts';

const LOOK_EVERY_MS = 500;

/** The reader was sent back, and has not noticed yet. */
const NOT_BEGUN: ReadingProgress = { state: 'FILLING', detail: null, people: 0, firms: 0, isDone: false };

/**
 * Whoever keeps the hub has the pictures read anew from the agencies: no picture that was held is used. It goes past the graph,
 * so the ledger is told before and after, and by whom: without that nothing is done.
 */
export const rebuild: MatchAction = {
  usage: '--by NAME [--detach]',
  names: [0, 0],
  run: async ({ input }) => {
    const act = { caseNumber: null, details: null, countedAs: 'repositoryRebuilds' };
    const official = requiredText(input.values, 'by');
    const done = await withRepository(input.state, async (client) => {
      await assertRead(client);
      await recordAct(input.state, { ...act, official }, () => beginAnew(client));
      input.output.progress(
        'every picture is read anew; that goes on in the hub also where nobody follows it 正在重新归集，中断本命令后仍会继续',
      );
      return input.values['detach'] === true
        ? progressOf(client)
        : follow(client, (line) => input.output.progress(line));
    });
    const { state, detail, people, firms } = done;
    input.output.answer(done, [
      `${state} ${people} people 人, ${firms} firms 单位${detail === null ? '' : `: ${detail}`}`,
    ]);
    return 0;
  },
};

/** Where nobody reads, nothing that is taken away would come back. */
async function assertRead(client: pg.Client): Promise<void> {
  const progress = await readingProgress(client);
  if (progress === null)
    throw refused('SERVICE_STATE', {
      en: 'nothing reads what the agencies change in this hub, or a rebuild has just begun',
      zh: '本系统未跟踪各部门变更，或刚刚开始重新归集',
    });
  assertGoesOn(progress);
}

function assertGoesOn({ state, detail }: ReadingProgress): void {
  if (state === 'FAILED')
    throw refused('INTERNAL', {
      en: `nothing is read until the hub is started again: ${detail ?? ''}`,
      zh: '归集已停止，重新启动系统后继续',
    });
}

async function follow(client: pg.Client, say: (line: string) => void): Promise<ReadingProgress> {
  for (let told = ''; ;) {
    const progress = await progressOf(client);
    if (progress.isDone) return progress;
    assertGoesOn(progress);
    const { state, people, detail } = progress;
    const line = `${state} ${people} people 人${detail === null ? '' : `: ${detail}`}`;
    if (line !== told) say(line);
    told = line;
    await sleep(LOOK_EVERY_MS);
  }
}

async function progressOf(client: pg.Client): Promise<ReadingProgress> {
  return (await readingProgress(client)) ?? NOT_BEGUN;
}

function withRepository<T>(state: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const hub = requireHub(state);
  const password = readPassword(rolePasswordFile(stateDirectory(state).keys, MATCHING_WORK_ROLE));
  const database = hub.databases[MATCHING_DATABASE] ?? MATCHING_DATABASE;
  return withClient({ ...hub.postgres, database, user: MATCHING_WORK_ROLE, password }, work);
}
