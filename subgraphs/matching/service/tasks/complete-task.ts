import { SluiceError } from '../../../../errors/sluice-error.ts';
import { serves, signatureOf, type Actor, partyOf } from '../party.ts';
import { givenId, givenText } from '../read-given.ts';
import { remember } from '../remember.ts';
import type { ServiceWork } from '../service-work.ts';

/**
 * An official of the agency says what came of a task, once; said again in the same words it stays said. A task of another agency or area is as if it were not there.
 * @param result what was found or decided there, in words
 * @throws SluiceError SERVICE_OFFICIAL_REQUIRED, SERVICE_NOT_YOURS, SERVICE_UNKNOWN, SERVICE_STATE, SERVICE_INPUT_INVALID
 */
export async function completeTask(
  work: ServiceWork,
  taskId: string,
  result: string,
  actor: Actor,
): Promise<void> {
  const by = partyOf(actor);
  const found = givenText(result, 'result');
  if (by.side !== 'ADVISER' && by.side !== 'AGENCY') throw new SluiceError('SERVICE_NOT_YOURS');
  const { client, now } = work;
  const { rows } = await client.query<{
    state: string;
    case_id: string | null;
    person_key: string | null;
    county: string;
    done_by: string | null;
    result: string | null;
  }>(
    `SELECT state, case_id, person_key, county, done_by, result FROM service.task WHERE task_id = $1 AND agency = $2 FOR UPDATE`,
    [givenId(taskId), actor.department],
  );
  const [task] = rows;
  if (task === undefined || !serves(by, task.county)) throw new SluiceError('SERVICE_UNKNOWN');
  if (task.done_by === signatureOf(by).by && task.result === found) return;
  if (task.state !== 'OPEN') throw new SluiceError('SERVICE_STATE', { state: task.state });
  await client.query(
    `UPDATE service.task SET state = 'DONE', done_at = $2, done_by = $3, result = $4 WHERE task_id = $1`,
    [taskId, now, signatureOf(by).by, found],
  );
  const { case_id: caseId, person_key: personKey, county } = task;
  await remember(work, { act: 'TASK_DONE', by, caseId, taskId, personKey, county, from: 'OPEN', to: 'DONE' });
}
