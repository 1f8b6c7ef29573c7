import type pg from 'pg';

/** Does all of some work or none of it. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  // WHY: a connection that breaks between two statements tells it as an event, which would end the process where nobody
  // hears it; the next statement fails all the same.
  const hear = (): void => undefined;
  client.on('error', hear);
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    // WHY: a connection on which the rollback fails too is not given to anybody else.
    await client.query('ROLLBACK').then(
      () => client.release(),
      () => client.release(true),
    );
    throw error;
  } finally {
    client.off('error', hear);
  }
}

/** The same on a connection at hand, which goes on to be the caller's. */
export async function inTransactionOn<T>(client: pg.ClientBase, work: () => Promise<T>): Promise<T> {
  await client.query('BEGIN');
  try {
    const result = await work();
    await client.query('COMMIT');
    return result;
  } catch (error) {
    // What ended the work is told, also where the connection is gone.
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  }
}
