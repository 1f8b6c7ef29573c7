import type pg from 'pg';
import { ConnectorError } from '../contract.ts';
import { relationName, type ColumnTypes } from './compile-selection.ts';

const COLUMNS = `select a.attname as name, t.typname as type
from pg_catalog.pg_attribute a join pg_catalog.pg_type t on t.oid = a.atttypid
where a.attrelid = to_regclass($1) and a.attnum > 0 and not a.attisdropped`;

/** What columns each relation has and of which type: read once, forgotten when the source contradicts it. */
export class ColumnCatalogue {
  private readonly relations = new Map<string, ColumnTypes>();

  known(relation: string): ColumnTypes | undefined {
    return this.relations.get(relation);
  }

  /** @throws ConnectorError `bad-selection` where the source has no such relation */
  async read(relation: string, client: pg.ClientBase): Promise<ColumnTypes> {
    const quoted = relationName(relation)
      .split('.')
      .map((part) => `"${part}"`)
      .join('.');
    const { rows } = await client.query<{ name: string; type: string }>(COLUMNS, [quoted]);
    if (rows.length === 0)
      throw new ConnectorError('bad-selection', `the source has no relation \`${relation}\``);
    const types = new Map(rows.map(({ name, type }) => [name, type]));
    this.relations.set(relation, types);
    return types;
  }

  forget(relation: string): void {
    this.relations.delete(relation);
  }
}
