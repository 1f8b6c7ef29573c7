import type pg from 'pg';
import { SluiceError } from '../../../../errors/sluice-error.ts';
import { givenText, invalidInput } from '../../service/read-given.ts';

/** What a person says of a signal that a firm may be closing. */
export interface ClosureDecision {
  /** The number of the signal, as served. */
  readonly signalId: string;
  readonly decision: 'CONFIRMED' | 'DISMISSED';
  readonly official: string;
  /** In their words; public to whoever sees the signal. */
  readonly reason: string;
}

/**
 * Writes down what a person decided, beside what was said before, which stays: the last counts, while the signal stands.
 * @throws SluiceError SERVICE_OFFICIAL_REQUIRED, SERVICE_INPUT_INVALID, SERVICE_UNKNOWN where there is no such signal,
 *   SERVICE_STATE where the sources no longer show it
 */
export async function decideClosure(
  client: pg.ClientBase,
  { signalId, decision, official, reason }: ClosureDecision,
): Promise<void> {
  if (official === '') throw new SluiceError('SERVICE_OFFICIAL_REQUIRED');
  const words = givenText(reason, 'reason');
  if (!/^\d{1,18}$/u.test(signalId))
    throw invalidInput({ en: 'signalId is no number of a signal', zh: 'signalId 不是预警编号' });
  const { rows } = await client.query<{ is_shown: boolean }>(
    'SELECT recorded_to IS NULL AS is_shown FROM repository.closure_signal WHERE record_id = $1 FOR UPDATE',
    [signalId],
  );
  const [signal] = rows;
  if (signal === undefined) throw new SluiceError('SERVICE_UNKNOWN');
  if (!signal.is_shown) throw new SluiceError('SERVICE_STATE', { state: 'WITHDRAWN' });
  await client.query(
    `INSERT INTO repository.closure_decision (credit_code, month, decision, official, reason)
     SELECT credit_code, month, $2, $3, $4 FROM repository.closure_signal WHERE record_id = $1`,
    [signalId, decision, official, words],
  );
}
