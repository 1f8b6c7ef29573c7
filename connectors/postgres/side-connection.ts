import pg from 'pg';

/**
 * A connection beside the pool, made when first needed: it ends statements of the others, and it tells whether the
 * source lives while the pool is busy.
 */
export class SideConnection {
  private readonly config: pg.ClientConfig;
  private client: Promise<pg.Client> | null = null;

  constructor(config: pg.ClientConfig) {
    this.config = config;
  }

  /** Ends what the backend is doing, at the source. Fails silently: the caller then drops the connection. */
  async cancel(backend: number): Promise<boolean> {
    try {
      await (await this.connected()).query('select pg_cancel_backend($1)', [backend]);
      return true;
    } catch {
      return false;
    }
  }

  async ping(): Promise<boolean> {
    try {
      await (await this.connected()).query('select 1');
      return true;
    } catch {
      return false;
    }
  }

  async close(): Promise<void> {
    const client = this.client;
    this.client = null;
    await client?.then(
      (open) => open.end(),
      () => undefined,
    );
  }

  private connected(): Promise<pg.Client> {
    if (this.client) return this.client;
    const client = new pg.Client(this.config);
    const connecting = client.connect().then(() => client);
    this.client = connecting;
    const forget = (): void => {
      if (this.client === connecting) this.client = null;
    };
    client.on('error', forget);
    client.on('end', forget);
    connecting.catch(forget);
    return connecting;
  }
}
