import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom, type CopyStreamQuery } from 'pg-copy-streams';
import type { ProvinceTable } from '../registers/province-table.ts';
import type { TableStatements } from './table-statements.ts';

/** Where the databases of a province are; the user owns them. */
export interface ProvinceServer {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  /** What a database is called on this server, where not by its own name; several may be one. */
  readonly databaseName?: (database: ProvinceTable['database']) => string;
}

/** A connection to one of a province's databases; not yet open. */
export function provinceClient(server: ProvinceServer, database: ProvinceTable['database']): pg.Client {
  const { host, port, user, password, databaseName } = server;
  return new pg.Client({ host, port, user, password, database: databaseName?.(database) ?? database });
}

const CHUNK_LENGTH = 1 << 16;
/** Enough that neither side waits for the other at every chunk, little enough that memory stays bounded. */
const MOST_WAITING_BYTES = 1 << 20;

/**
 * Fills one table on a connection of its own, in one transaction from making the table to its last index: a province
 * that is interrupted leaves nothing behind.
 */
export class TableLoad {
  readonly table: ProvinceTable;
  rows = 0;
  readonly #client: pg.Client;
  readonly #statements: TableStatements;
  readonly #stream: CopyStreamQuery;
  readonly #copied: Promise<void>;
  #pending = '';

  private constructor(
    table: ProvinceTable,
    client: pg.Client,
    statements: TableStatements,
    stream: CopyStreamQuery,
  ) {
    this.table = table;
    this.#client = client;
    this.#statements = statements;
    this.#stream = stream;
    this.#copied = finished(stream, { readable: false });
    // The failure is met where it is awaited; until then it must not end the process.
    this.#copied.catch(() => undefined);
  }

  /** Makes the table anew and begins to copy. `columns` are all that a line holds, in its order. */
  static async open(
    server: ProvinceServer,
    table: ProvinceTable,
    columns: readonly string[],
    statements: TableStatements,
  ): Promise<TableLoad> {
    const client = provinceClient(server, table.database);
    client.on('error', () => undefined);
    await client.connect();
    try {
      await client.query(
        "SET synchronous_commit = off; SET maintenance_work_mem = '128MB'; SET default_statistics_target = 30; BEGIN",
      );
      await client.query(`DROP TABLE IF EXISTS ${table.name}`);
      await client.query(statements.create);
      // FREEZE, since the table is new in this transaction: readers never have to rewrite its pages.
      const stream = client.query(copyFrom(`COPY ${table.name} (${columns.join(', ')}) FROM STDIN (FREEZE)`));
      return new TableLoad(table, client, statements, stream);
    } catch (error) {
      await client.end();
      throw error;
    }
  }

  write(line: string): void {
    this.rows += 1;
    this.#pending += line;
    if (this.#pending.length > CHUNK_LENGTH) this.#flush();
  }

  /** Waits while PostgreSQL is far behind; rejects once the copy has failed. */
  async keepUp(): Promise<void> {
    if (this.#stream.writableLength < MOST_WAITING_BYTES && !this.#stream.errored) return;
    await Promise.race([once(this.#stream, 'drain'), this.#copied]);
  }

  /** Ends the copy, makes the indexes and the statistics; nothing is visible before `commit`. */
  async finish(): Promise<void> {
    this.#flush();
    this.#stream.end();
    await this.#copied;
    for (const statement of this.#statements.finish) await this.#client.query(statement);
    await this.#client.query(`ANALYZE ${this.table.name}`);
  }

  async commit(): Promise<void> {
    await this.#client.query('COMMIT');
    await this.#client.end();
  }

  /** Ends the connection; what was not committed is gone. */
  async abandon(): Promise<void> {
    this.#stream.destroy();
    await this.#client.end();
  }

  #flush(): void {
    if (this.#pending === '') return;
    this.#stream.write(Buffer.from(this.#pending, 'utf8'));
    this.#pending = '';
  }
}
