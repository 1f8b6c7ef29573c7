import type pg from 'pg';
import { inTransactionOn } from '../../../kit/in-transaction.ts';

/**
 * WHY without conflicts and signals: what agencies were told, and what people look into, stands until records say otherwise. One
 * that is found again stays as it is, and its number with it; one that is not is over when the person or the firm has been
 * read, or the person was not met in that round.
 */
const PICTURES = ['person_picture', 'person_group', 'employer_picture'];

/**
 * Holds no picture to be so any longer and knows of nobody by what they were read: a reader that finds it so begins from zero.
 * What was known until now stays, as of until now; what people said of signals stays too. Who is matched does so as before
 * until they have been read: whoever is not met in that round is told of at its end.
 */
export async function beginAnew(client: pg.ClientBase): Promise<void> {
  await inTransactionOn(client, async () => {
    // WHY first: a reader that keeps something holds this row until it has, and finds it gone the next time.
    await client.query('DELETE FROM repository.reader');
    for (const table of PICTURES)
      await client.query(
        `UPDATE repository.${table} SET recorded_to = clock_timestamp() WHERE recorded_to IS NULL`,
      );
    await client.query('DELETE FROM repository.came_by');
    await client.query('UPDATE repository.person_read SET round = 0, digest = NULL');
    await client.query('DELETE FROM repository.employer_due');
    // A firm with a signal, of whom nobody may tell any longer.
    await client.query(
      `INSERT INTO repository.employer_due (credit_code)
       SELECT credit_code FROM repository.closure_signal WHERE recorded_to IS NULL`,
    );
  });
}
