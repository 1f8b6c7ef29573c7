import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { DIVISION_FIELD } from '../../operation/case-kind.ts';
import type { SweepRelation } from '../plan/sweep-plan.ts';
import type {
  RelationOrigin,
  RuleCounts,
  SweepEngine,
  SweepKeys,
  SweepSession,
  SweepToEvaluate,
  SweptCase,
} from '../sweep-engine.ts';
import type { AuditRule } from '../../rules/audit-rule.ts';
import { EVIDENCE_TEXT, FINDING_TEXT, OUTPUT_TABLES, outputStatements } from './copy-text.ts';
import { keysStatement } from './keys-sql.ts';
import { loadRelation } from './load-relation.ts';
import { columnName } from './relation-table.ts';
import { ruleStatements } from './rule-statements.ts';
import type { SqlStatement } from './sql-text.ts';

/** What DuckDB may take; it refuses a statement that needs more, and the sweep fails with it. */
const LIMITS = { threads: '2', memory_limit: '1GiB' };

/**
 * DuckDB in this process and in memory. It may open nothing but the named pipes of a private directory, so neither a rule
 * nor a mistake in what is made of one reaches a file or the network.
 */
export const duckDbEngine: SweepEngine = {
  async open(sweep) {
    const directory = await mkdtemp(join(tmpdir(), 'sluice-sweep-'));
    try {
      const instance = await DuckDBInstance.create(':memory:', LIMITS);
      const connection = await instance.connect();
      for (const statement of [
        `SET allowed_directories = ['${directory}']`,
        'SET enable_external_access = false',
        'SET preserve_insertion_order = false',
        'SET lock_configuration = true',
        ...OUTPUT_TABLES,
      ])
        await connection.run(statement);
      return new DuckDbSession(sweep, instance, connection, directory);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  },
};

class DuckDbSession implements SweepSession {
  private readonly sweep: SweepToEvaluate;
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;
  private readonly directory: string;
  private readonly origins = new Map<string, RelationOrigin>();
  private readonly busy = new Set<DuckDBConnection>();
  private rules = 0;
  private pipes = 0;

  constructor(
    sweep: SweepToEvaluate,
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    directory: string,
  ) {
    this.sweep = sweep;
    this.instance = instance;
    this.connection = connection;
    this.directory = directory;
  }

  async load(
    relation: SweepRelation,
    origin: RelationOrigin,
    lines: AsyncIterable<Uint8Array>,
  ): Promise<number> {
    this.pipes += 1;
    const pipe = join(this.directory, `${relation.id}-${this.pipes}`);
    const rows = await this.withConnection((connection) => loadRelation(connection, relation, pipe, lines));
    this.origins.set(relation.id, origin);
    // Somebody whose number is not sound is no case: nothing tells one such from another.
    if (relation.keyedBy === null)
      await this.connection.run(
        `DELETE FROM ${relation.id} WHERE ${columnName(relation, this.sweep.caseKind.keyField)} IS NULL`,
      );
    return rows;
  }

  async keysOf(relation: SweepRelation, rules: readonly AuditRule[]): Promise<SweepKeys> {
    const statement = keysStatement(relation, rules, this.sweep, new Set(this.origins.keys()));
    return this.withConnection(async (connection) => {
      const result = await connection.runAndReadAll(statement.text, [...statement.values]);
      let count = 0;
      const lines = result.getRows().map(([text, keys]) => {
        count += Number(keys);
        return Buffer.from(String(text), 'utf8');
      });
      return { count, lines };
    });
  }

  async evaluate(rule: AuditRule, stage: 'SHADOW' | 'LIVE', foundAt: Date): Promise<RuleCounts> {
    const prefix = `q${this.rules}`;
    this.rules += 1;
    const scope = { rule, sweep: this.sweep, prefix };
    const facts = { stage, foundAt, originOf: (relation: string) => this.originOf(relation) };
    return this.withConnection(async (connection) => {
      for (const statement of ruleStatements(scope, facts)) await run(connection, statement);
      for (const statement of outputStatements(prefix)) await connection.run(statement);
      const counted = await connection.runAndReadAll(
        `SELECT count(*) FILTER (WHERE outcome = 'YES'), count(*) FILTER (WHERE outcome <> 'YES') FROM ${prefix}_finding`,
      );
      const [findings, cannotTell] = counted.getRows()[0] ?? [];
      return { findings: Number(findings), cannotTell: Number(cannotTell) };
    });
  }

  findings(): AsyncIterable<Uint8Array> {
    return this.text(FINDING_TEXT);
  }

  evidence(): AsyncIterable<Uint8Array> {
    return this.text(EVIDENCE_TEXT);
  }

  async population(): Promise<{ readonly cases: number; readonly nameless: number }> {
    const population = this.populationRelation();
    const names = [this.sweep.caseKind.keyField, DIVISION_FIELD].map(
      (name) => `coalesce(${columnName(population, name)}, '') = ''`,
    );
    const counted = await this.connection.runAndReadAll(
      `SELECT count(*), count(*) FILTER (WHERE ${names.join(' OR ')}) FROM ${population.id}`,
    );
    const [cases, nameless] = counted.getRows()[0] ?? [];
    return { cases: Number(cases), nameless: Number(nameless) };
  }

  async cases(seed: string, most: number): Promise<readonly SweptCase[]> {
    const population = this.populationRelation();
    const key = columnName(population, this.sweep.caseKind.keyField);
    const division = columnName(population, DIVISION_FIELD);
    const chosen = await this.connection.runAndReadAll(
      `SELECT ${key}, ${division} FROM ${population.id} ORDER BY sha256($1::VARCHAR || ${key}) LIMIT $2::BIGINT`,
      [seed, BigInt(most)],
    );
    return chosen
      .getRows()
      .map(([caseKey, place]) => ({ caseKey: String(caseKey), division: String(place) }));
  }

  interrupt(): void {
    for (const connection of this.busy) connection.interrupt();
  }

  async close(): Promise<void> {
    this.interrupt();
    this.connection.closeSync();
    this.instance.closeSync();
    await rm(this.directory, { recursive: true, force: true });
  }

  private populationRelation(): SweepRelation {
    const [population] = this.sweep.plan.relations;
    if (population === undefined) throw new Error('a plan begins with its population');
    return population;
  }

  private originOf(relation: string): RelationOrigin {
    const origin = this.origins.get(relation);
    if (origin === undefined) throw new Error(`${relation} was not loaded`);
    return origin;
  }

  private async *text(query: string): AsyncIterable<Uint8Array> {
    const result = await this.connection.stream(query);
    for await (const rows of result.yieldRows()) {
      for (const [text] of rows) yield Buffer.from(String(text), 'utf8');
    }
  }

  /** A connection of its own, with its own temporary tables, so that relations load beside each other. */
  private async withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection = await this.instance.connect();
    this.busy.add(connection);
    try {
      return await work(connection);
    } finally {
      this.busy.delete(connection);
      connection.closeSync();
    }
  }
}

async function run(connection: DuckDBConnection, { text, values }: SqlStatement): Promise<void> {
  await connection.run(text, [...values]);
}
