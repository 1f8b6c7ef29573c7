import { getNamedType, isObjectType, type GraphQLSchema } from 'graphql';
import type pg from 'pg';
import type { SubgraphDefinition } from '../../subgraphs/kit/source-mapping.ts';
import { agencyDatabase } from '../postgres/databases.ts';

/** Values for scalars that no source column stands for. */
const BY_SCALAR: Readonly<Record<string, readonly unknown[]>> = {
  Date: ['2024-03-01', '2026-01-01', '2026-10-15'],
  DateTime: ['2026-10-01T00:00:00Z'],
  Month: ['2025-12', '2026-05', '2026-10'],
  Fen: [0, 30_000, 65_000, 5_000_000],
  Int: [0, 1, 2, 1_500],
  Float: [0, 0.5, 50],
  Boolean: [true, false],
  DivisionCode: ['230000', '230100', '230102', '230600'],
  String: ['DIBAO', 'ACTIVE', 'NORMAL', 'PAID', 'nothing of that kind'],
  ID: ['nothing of that kind'],
  JSON: [{}],
};

const SAMPLES = 25;

/**
 * Values that operations can name with a chance of finding something: for each field that a column stands for, some
 * of the column's values by the field's coordinate; for each scalar, some by its name.
 */
export async function sampleValues(
  schema: GraphQLSchema,
  subgraphs: readonly SubgraphDefinition[],
  connect: (database: string) => Promise<pg.Client>,
): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const values: Record<string, readonly unknown[]> = { ...BY_SCALAR };
  for (const { name, mapping } of subgraphs) {
    const client = await connect(agencyDatabase(name));
    for (const [type, source] of Object.entries(mapping.types)) {
      if (source.kind !== 'rows') continue;
      const columns = Object.entries({
        ...Object.fromEntries(
          Object.entries(source.fields).flatMap(([field, from]) =>
            from.kind === 'column' ? [[field, from.column]] : [],
          ),
        ),
        ...source.key,
      });
      for (const [field, column] of columns) {
        const texts = await sampleColumn(client, source.relation, column);
        if (texts.length > 0)
          values[`${type}.${field}`] = texts.map((text) => typed(schema, type, field, text));
      }
    }
    await client.end();
  }
  return values;
}

async function sampleColumn(client: pg.Client, relation: string, column: string): Promise<readonly string[]> {
  const name = client.escapeIdentifier(column);
  const { rows } = await client.query<{ value: string }>(
    `SELECT DISTINCT value FROM (SELECT ${name}::text AS value FROM ${client.escapeIdentifier(relation)}
     WHERE ${name} IS NOT NULL ORDER BY record_id LIMIT 400) AS first ORDER BY value LIMIT $1`,
    [SAMPLES],
  );
  return rows.map(({ value }) => value);
}

function typed(schema: GraphQLSchema, type: string, field: string, text: string): unknown {
  const owner = schema.getType(type);
  const scalar = isObjectType(owner) ? owner.getFields()[field] : undefined;
  switch (scalar ? getNamedType(scalar.type).name : 'ID') {
    case 'Int':
    case 'Fen':
    case 'Float':
      return Number(text);
    case 'Boolean':
      return text === 'true';
    default:
      return text;
  }
}
