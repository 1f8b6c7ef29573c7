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
