import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { DIVISION_FIELD } from '../../operation/case-kind.ts';
import type { AskedPart, RoundRelation } from '../plan/round-relation.ts';
import type { SweepRelation } from '../plan/sweep-plan.ts';
import type {
  RelationOrigin,
  RuleCounts,
  SweepEngine,
  SweepKeys,
  SweepSession,
  SweptAudit,
  SweptCase,
} from '../sweep-engine.ts';
import type { AuditRule } from '../../rules/audit-rule.ts';
import { COPY_TEXT_MACRO, evidenceText, findingText, outputStatements } from './copy-text.ts';
import { keysStatement } from './keys-sql.ts';
import { loadRelation } from './load-relation.ts';
import { NamedPipes } from './named-pipes.ts';
import { partRelation } from './relation-parts.ts';
import { columnName, fieldName } from './relation-table.ts';
import { ruleStatements } from './rule-statements.ts';
import type { SqlStatement } from './sql-text.ts';

/** What DuckDB may take; it refuses a statement that needs more, and the sweep fails with it. */
const LIMITS = { threads: '2', memory_limit: '1GiB' };

/**
 * DuckDB in this process and in memory. It may open nothing but the named pipes of a private directory, so neither a rule
 * nor a mistake in what is made of one reaches a file or the network.
 */
export const duckDbEngine: SweepEngine = {
  async open() {
    const directory = await mkdtemp(join(tmpdir(), 'sluice-sweep-'));
    try {
      const instance = await DuckDBInstance.create(':memory:', LIMITS);
      const connection = await instance.connect();
      for (const statement of [
        `SET allowed_directories = ['${directory}']`,
        'SET enable_external_access = false',
        'SET preserve_insertion_order = false',
        'SET lock_configuration = true',
        COPY_TEXT_MACRO,
      ])
        await connection.run(statement);
      return new DuckDbSession(instance, connection, directory);
    } catch (error) {
      await rm(directory, { recursive: true, force: true });
      throw error;
    }
  },
};

class DuckDbSession implements SweepSession {
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;
  private readonly directory: string;
  private readonly pipes: NamedPipes;
  private readonly origins = new Map<string, RelationOrigin>();
  private readonly busy = new Set<DuckDBConnection>();
  private rules = 0;

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, directory: string) {
    this.instance = instance;
    this.connection = connection;
    this.directory = directory;
    this.pipes = new NamedPipes(directory);
  }

  async load(
    relation: RoundRelation<AskedPart>,
    origin: RelationOrigin,
    lines: AsyncIterable<Uint8Array>,
  ): Promise<number> {
    const [{ audit }] = relation.parts;
    const rows = await this.withConnection(async (connection) => {
      const loaded = await loadRelation(connection, relation, this.pipes, lines);
      // Somebody whose number is not sound is no case: nothing tells one such from another.
      if (relation.through === 'population')
        await connection.run(
          `DELETE FROM ${relation.id} WHERE ${fieldName(relation, audit.caseKind.keyField)} IS NULL`,
        );
      await partRelation(connection, relation);
      return loaded;
    });
    for (const part of relation.parts) this.origins.set(part.relation.id, origin);
    return rows;
  }

  async keysOf(relation: RoundRelation<AskedPart>): Promise<SweepKeys> {
    const statement = keysStatement(relation, new Set(this.origins.keys()));
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

  async evaluate(
    audit: SweptAudit,
    rule: AuditRule,
    stage: 'SHADOW' | 'LIVE',
    foundAt: Date,
  ): Promise<RuleCounts> {
    const prefix = `q${this.rules}`;
    this.rules += 1;
    const scope = { rule, sweep: audit, prefix };
    const facts = { stage, foundAt, originOf: (relation: string) => this.originOf(relation) };
    return this.withConnection(async (connection) => {
      for (const statement of ruleStatements(scope, facts)) await run(connection, statement);
      for (const statement of outputStatements(audit.name, prefix)) await connection.run(statement);
      const counted = await connection.runAndReadAll(
        `SELECT count(*) FILTER (WHERE outcome = 'YES'), count(*) FILTER (WHERE outcome <> 'YES') FROM ${prefix}_finding`,
      );
      const [findings, cannotTell] = counted.getRows()[0] ?? [];
      return { findings: Number(findings), cannotTell: Number(cannotTell) };
    });
  }

  findings({ name }: SweptAudit): AsyncIterable<Uint8Array> {
    return this.text(findingText(name));
  }

  evidence({ name }: SweptAudit): AsyncIterable<Uint8Array> {
    return this.text(evidenceText(name));
  }

  async population(audit: SweptAudit): Promise<{ readonly cases: number; readonly nameless: number }> {
    const population = populationOf(audit);
    const names = [audit.caseKind.keyField, DIVISION_FIELD].map(
      (name) => `coalesce(${columnName(population, name)}, '') = ''`,
    );
    const counted = await this.connection.runAndReadAll(
      `SELECT count(*), count(*) FILTER (WHERE ${names.join(' OR ')}) FROM ${population.id}`,
    );
    const [cases, nameless] = counted.getRows()[0] ?? [];
    return { cases: Number(cases), nameless: Number(nameless) };
  }

  async cases(audit: SweptAudit, seed: string, most: number): Promise<readonly SweptCase[]> {
    const population = populationOf(audit);
    const key = columnName(population, audit.caseKind.keyField);
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

function populationOf({ plan }: SweptAudit): SweepRelation {
  const [population] = plan.relations;
  if (population === undefined) throw new Error('a plan begins with its population');
  return population;
}

async function run(connection: DuckDBConnection, { text, values }: SqlStatement): Promise<void> {
  await connection.run(text, [...values]);
}
