import Cursor from 'pg-cursor';
import pg from 'pg';
import {
  type AggregatedGroup,
  type Aggregation,
  type Connector,
  ConnectorError,
  type Overlay,
  type Pieces,
  type ReadOptions,
  type Selection,
  type SourceRow,
} from '../contract.ts';
import type { LineSelection } from '../line-selection.ts';
import { aggregatedGroup, piecesOf } from './aggregate-rows.ts';
import { ColumnCatalogue } from './column-catalogue.ts';
import { compileAggregation, compileOverlay } from './compile-aggregation.ts';
import { type CompiledLines, compileLines } from './compile-lines.ts';
import { type ColumnTypes, compileSelection, type CompiledSelection } from './compile-selection.ts';
import { copyLines } from './copy-lines.ts';
import { connectorErrorOf } from './connector-error-of.ts';
import { SideConnection } from './side-connection.ts';
import { Ending } from '../ending.ts';
import { ReadSession } from './read-session.ts';
import { sourceValueTypes } from './source-value-types.ts';
import { WaitingLine } from '../waiting-line.ts';

export interface PostgresSource {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  /** A role that may only read. */
  readonly user: string;
  readonly password: string;
  /** Connections for reading; one more is kept for cancelling and health. */
  readonly poolSize: number;
  /** Beyond so many rows `select` refuses. */
  readonly maxRows: number;
  /** Rows a batch of `stream`. */
  readonly batchRows?: number;
}

const CONNECT_TIMEOUT_MS = 5_000;
const CONTROL_TIMEOUT_MS = 2_000;
const DEFAULT_BATCH_ROWS = 1_000;

/** Reads a PostgreSQL database. Nothing is opened before the first read. */
export function createPostgresConnector(source: PostgresSource): Connector {
  return new PostgresConnector(source);
}

class PostgresConnector implements Connector {
  private readonly source: PostgresSource;
  private readonly pool: pg.Pool;
  private readonly side: SideConnection;
  private readonly line: WaitingLine;
  private readonly catalogue = new ColumnCatalogue();
  /** The `statement_timeout` each session has now, in milliseconds. */
  private readonly timeouts = new WeakMap<pg.ClientBase, number>();

  constructor(source: PostgresSource) {
    this.source = source;
    const { host, port, database, user, password, poolSize } = source;
    const session = {
      host,
      port,
      database,
      user,
      password,
      keepAlive: true,
      options: '-c default_transaction_read_only=on -c TimeZone=UTC -c DateStyle=ISO -c client_encoding=UTF8',
    };
    this.pool = new pg.Pool({
      ...session,
      application_name: 'sluice-connector',
      max: poolSize,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    // WHY: an idle connection that the server closes must not end the process; the pool drops it by itself.
    this.pool.on('error', () => undefined);
    this.side = new SideConnection({
      ...session,
      application_name: 'sluice-connector-side',
      connectionTimeoutMillis: CONTROL_TIMEOUT_MS,
      query_timeout: CONTROL_TIMEOUT_MS,
    });
    this.line = new WaitingLine(poolSize);
  }

  async select(selection: Selection, options: ReadOptions): Promise<readonly SourceRow[]> {
    return this.read(selection.relation, options, (types, ceiling) =>
      compileSelection(selection, types, Math.min(selection.limit ?? ceiling, ceiling)),
    );
  }

  async aggregate(aggregation: Aggregation, options: ReadOptions): Promise<readonly AggregatedGroup[]> {
    const rows = await this.read(aggregation.relation, options, (types, ceiling) =>
      compileAggregation(aggregation, types, ceiling),
    );
    return rows.map((row) => aggregatedGroup(row, aggregation)).filter(({ distinct }) => distinct > 0);
  }

  async overlay(overlay: Overlay, options: ReadOptions): Promise<Pieces> {
    const rows = await this.read(overlay.relation, options, (types, ceiling) =>
      compileOverlay(overlay, types, ceiling),
    );
    return piecesOf(rows, overlay);
  }

  async *stream(selection: Selection, options: ReadOptions): AsyncGenerator<readonly SourceRow[]> {
    const batchRows = this.source.batchRows ?? DEFAULT_BATCH_ROWS;
    using ending = new Ending(options);
    await using session = await this.open(ending);
    const { text, values } = await this.compile(selection.relation, session, (types) =>
      compileSelection(selection, types, selection.limit ?? null),
    );
    const cursor = session.client.query(
      new Cursor<SourceRow>(text, [...values], { types: sourceValueTypes }),
    );
    try {
      for (;;) {
        const rows = await session.run(() => cursor.read(batchRows));
        if (rows.length === 0) return;
        yield rows;
      }
    } finally {
      // Left early, the portal is still open at the source; after an end or an error its connection is dropped anyway.
      if (!session.isSpoilt) await cursor.close();
    }
  }

  async *readLines(selection: LineSelection, options: ReadOptions): AsyncGenerator<Uint8Array> {
    using ending = new Ending(options);
    await using session = await this.open(ending);
    const other = selection.keyed?.among?.relation;
    const relations = other === undefined ? [selection.relation] : [selection.relation, other];
    const compile = async (): Promise<CompiledLines> => {
      const own = await this.typesOf(selection.relation, session);
      const among = other === undefined ? null : await this.typesOf(other, session);
      return compileLines(selection, { own, among });
    };
    try {
      // The relation may have gained a column since it was looked at: what the source has now decides.
      const compiled = await compile().catch(() => {
        this.forget(relations);
        return compile();
      });
      yield* copyLines(session, compiled);
    } catch (error) {
      this.forget(relations);
      throw error;
    }
  }

  async health(): Promise<{ readonly reachable: boolean; readonly latencyMs: number }> {
    const startedAt = performance.now();
    const reachable = await this.side.ping();
    return { reachable, latencyMs: performance.now() - startedAt };
  }

  async close(): Promise<void> {
    await Promise.all([this.pool.end(), this.side.close()]);
  }

  /**
   * What one statement answers.
   * @param compile gets the limit to put on it: one row beyond the ceiling, so that more is known and refused
   */
  private async read(
    relation: string,
    options: ReadOptions,
    compile: (types: ColumnTypes, ceiling: number) => CompiledSelection,
  ): Promise<readonly SourceRow[]> {
    const { maxRows } = this.source;
    using ending = new Ending(options);
    await using session = await this.open(ending);
    const { text, values } = await this.compile(relation, session, (types) => compile(types, maxRows + 1));
    const { rows } = await session.run(() =>
      session.client.query<SourceRow>({ text, values: [...values], types: sourceValueTypes }),
    );
    if (rows.length > maxRows) throw new ConnectorError('too-many-rows', `more than ${maxRows} rows match`);
    return rows;
  }

  private async typesOf(relation: string, session: ReadSession): Promise<ColumnTypes> {
    const known = this.catalogue.known(relation);
    return known ?? session.run(() => this.catalogue.read(relation, session.client));
  }

  private forget(relations: readonly string[]): void {
    for (const relation of relations) this.catalogue.forget(relation);
  }

  private async compile(
    relation: string,
    session: ReadSession,
    compile: (types: ColumnTypes) => CompiledSelection,
  ): Promise<CompiledSelection> {
    const known = this.catalogue.known(relation);
    try {
      if (known) return compile(known);
    } catch {
      // The relation may have gained a column since: what the source has now decides.
      this.catalogue.forget(relation);
    }
    const types = await session.run(() => this.catalogue.read(relation, session.client));
    return compile(types);
  }

  private async open(ending: Ending): Promise<ReadSession> {
    const leave = await this.line.enter(ending);
    try {
      const client = await this.connection(ending);
      const session = new ReadSession(client, ending, this.side, leave);
      try {
        await session.run(() => this.limitTime(client, ending));
      } catch (error) {
        await session[Symbol.asyncDispose]();
        throw error;
      }
      return session;
    } catch (error) {
      leave();
      throw connectorErrorOf(error, ending.reason);
    }
  }

  private connection(ending: Ending): Promise<pg.PoolClient> {
    const connecting = this.pool.connect();
    return new Promise((resolve, reject) => {
      let isLate = false;
      const forget = ending.whenEnded(() => {
        isLate = true;
        reject(
          ending.reason === 'cancelled'
            ? new ConnectorError('cancelled', 'the caller left')
            : new ConnectorError('unreachable', 'the source took no connection before the deadline'),
        );
      });
      connecting.then(
        (client) => {
          forget();
          if (isLate) client.release();
          else resolve(client);
        },
        (error: unknown) => {
          forget();
          reject(connectorErrorOf(error, ending.reason));
        },
      );
    });
  }

  /**
   * Lets the source itself give up when this process no longer can. The exact deadline is kept here; the source's is
   * the next of a few steps, so that a session keeps its setting from read to read and most reads cost no round trip.
   */
  private async limitTime(client: pg.PoolClient, ending: Ending): Promise<void> {
    const timeout = timeoutStep(ending.remainingMs());
    if (this.timeouts.get(client) === timeout) return;
    await client.query('select set_config($1, $2, false)', ['statement_timeout', String(timeout)]);
    this.timeouts.set(client, timeout);
  }
}

/** The next of 100, 200, 500, 1,000, 2,000, … that is at least so long. */
export function timeoutStep(remainingMs: number): number {
  for (let step = 100; ; step *= 10)
    for (const factor of [1, 2, 5])
      if (step * factor >= Math.min(remainingMs, 86_400_000)) return step * factor;
}
