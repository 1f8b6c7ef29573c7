import type pg from 'pg';

/**
 * A pool whose connection is cut just before its nth statement, as if the process were killed there; what was sent before
 * stands or falls as the server finds. `wasSevered` tells whether it came to that.
 */
export function severedPool(
  pool: pg.Pool,
  statements: number,
): { readonly pool: pg.Pool; readonly wasSevered: () => boolean } {
  let left = statements;
  let severed = false;
  const connect = async (): Promise<pg.PoolClient> => {
    const client = await pool.connect();
    client.on('error', () => undefined);
    return new Proxy(client, {
      get: (target, name) => {
        if (name === 'query')
          return (text: string, values: unknown[]): Promise<pg.QueryResult> => {
            left -= 1;
            if (left >= 0) return target.query(text, values);
            severed = true;
            sever(target);
            return Promise.reject(new Error('severed'));
          };
        if (name === 'release')
          return () => {
            target.release(severed);
          };
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  };
  const query = async (text: string, values: unknown[]): Promise<pg.QueryResult> => {
    const client = await connect();
    try {
      return await client.query(text, values);
    } finally {
      client.release();
    }
  };
  return { pool: { connect, query } as unknown as pg.Pool, wasSevered: () => severed };
}

function sever(client: pg.PoolClient): void {
  const { connection } = client as unknown as {
    readonly connection: { readonly stream: { destroy(): void } };
  };
  connection.stream.destroy();
}
