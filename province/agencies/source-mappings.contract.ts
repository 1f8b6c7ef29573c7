import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildASTSchema, getNamedType, type GraphQLSchema, isObjectType, parse } from 'graphql';
import pg from 'pg';
import { DATASET_STATE_FILE } from '../load/write-dataset-states.ts';
import { createTestDatabase, type TestDatabase } from '../../hub/testing/test-database.ts';
import { subgraph as businessRegistry } from '../../subgraphs/business-registry/subgraph.ts';
import { subgraph as civilAffairs } from '../../subgraphs/civil-affairs/subgraph.ts';
import { subgraph as education } from '../../subgraphs/education/subgraph.ts';
import { subgraph as health } from '../../subgraphs/health/subgraph.ts';
import { subgraph as householdRegistration } from '../../subgraphs/household-registration/subgraph.ts';
import { subgraph as housing } from '../../subgraphs/housing/subgraph.ts';
import { DATASET_STATE } from '../../subgraphs/kit/dataset-states.ts';
import { RECORD_COLUMNS } from '../../subgraphs/kit/record-columns.ts';
import type {
  FieldSource,
  RowTypeMapping,
  SubgraphDefinition,
  TypeMapping,
} from '../../subgraphs/kit/source-mapping.ts';
import { subgraph as labour } from '../../subgraphs/labour/subgraph.ts';
import { subgraph as vehicles } from '../../subgraphs/vehicles/subgraph.ts';

/**
 * The compiler checks a mapping against its schema; here each is checked against the tables that its agency really has.
 */
const AGENCIES = [
  civilAffairs,
  householdRegistration,
  vehicles,
  businessRegistry,
  health,
  labour,
  education,
  housing,
];

/** Scalar → the column types that can answer it. */
const ANSWERED_BY: Readonly<Record<string, readonly string[]>> = {
  ID: ['text', 'bigint'],
  String: ['text'],
  Boolean: ['boolean'],
  Int: ['integer'],
  Float: ['numeric'],
  Date: ['date'],
  DateTime: ['timestamp with time zone'],
  Month: ['character'],
  Fen: ['bigint'],
  DivisionCode: ['text'],
};

interface Column {
  readonly type: string;
  readonly nullable: boolean;
  /** Whether an index begins with it. */
  readonly indexed: boolean;
}
type Tables = ReadonlyMap<string, ReadonlyMap<string, Column>>;

const COLUMNS = `
  SELECT c.table_name, c.column_name, c.data_type, c.is_nullable = 'YES' AS nullable,
         EXISTS (SELECT 1 FROM pg_index i
                 JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
                 WHERE i.indrelid = c.table_name::regclass AND a.attname = c.column_name) AS indexed
  FROM information_schema.columns c WHERE c.table_schema = 'public'`;

async function readTables(database: TestDatabase, agency: string): Promise<Tables> {
  const { host, port, user, password } = database;
  const client = new pg.Client({ host, port, user, password, database: database.database });
  await client.connect();
  try {
    for (const file of [join(import.meta.dirname, `${agency}.sql`), DATASET_STATE_FILE])
      await client.query(readFileSync(file, 'utf8'));
    const { rows } = await client.query<{
      table_name: string;
      column_name: string;
      data_type: string;
      nullable: boolean;
      indexed: boolean;
    }>(COLUMNS);
    const tables = new Map<string, Map<string, Column>>();
    for (const { table_name: table, column_name: name, data_type: type, nullable, indexed } of rows) {
      const columns = tables.get(table) ?? new Map<string, Column>();
      tables.set(table, columns.set(name, { type, nullable, indexed }));
    }
    return tables;
  } finally {
    await client.end();
  }
}

function readSchema(agency: string): GraphQLSchema {
  const folder = join(import.meta.dirname, '../../subgraphs');
  const sdl = ['kit/prelude.graphql', `${agency}/schema.graphql`].map((file) =>
    readFileSync(join(folder, file), 'utf8'),
  );
  return buildASTSchema(parse(sdl.join('\n')), { assumeValid: true, assumeValidSDL: true });
}

/** What every record type has without saying so. */
const RECORD_FIELDS = Object.entries(RECORD_COLUMNS).map(
  ([field, column]): readonly [string, FieldSource] => [field, { kind: 'column', column }],
);

/** A mapping's places in one agency, ready to be compared. */
class Places {
  readonly definition: SubgraphDefinition;
  readonly tables: Tables;
  readonly schema: GraphQLSchema;

  constructor(definition: SubgraphDefinition, tables: Tables, schema: GraphQLSchema) {
    this.definition = definition;
    this.tables = tables;
    this.schema = schema;
  }

  get types(): readonly (readonly [string, TypeMapping])[] {
    return Object.entries(this.definition.mapping.types);
  }

  get rowTypes(): readonly (readonly [string, RowTypeMapping])[] {
    return this.types.filter((entry): entry is readonly [string, RowTypeMapping] => entry[1].kind === 'rows');
  }

  get fields(): readonly { readonly at: string; readonly type: TypeMapping; readonly source: FieldSource }[] {
    return this.types.flatMap(([name, type]) =>
      [...(type.kind === 'rows' ? RECORD_FIELDS : []), ...Object.entries(type.fields)].map(
        ([field, source]) => ({ at: `${name}.${field}`, type, source }),
      ),
    );
  }

  column(type: TypeMapping | undefined, name: string): Column | undefined {
    return type?.kind === 'rows' ? this.tables.get(type.relation)?.get(name) : undefined;
  }

  scalarOf(coordinate: string): string {
    const [typeName = '', field = ''] = coordinate.split('.');
    const type = this.schema.getType(typeName);
    return isObjectType(type) ? getNamedType(type.getFields()[field]!.type).name : '';
  }

  /** Every join of a list or a single row: the target's type and column, and the column or key field joined from. */
  get joins() {
    return this.fields.flatMap(({ at, type, source }) => {
      const joined =
        'of' in source ? source.of : source.kind === 'list' || source.kind === 'one' ? [source] : [];
      return joined.flatMap((join) =>
        Object.entries(join.on).map(([target, from]) => ({
          at,
          type,
          from,
          target,
          to: this.definition.mapping.types[join.type],
        })),
      );
    });
  }

  /** Every column from which a field is read, of one type. */
  columnsReadBy(type: RowTypeMapping): readonly string[] {
    const joined = this.joins.flatMap(({ to, target }) => (to === type ? [target] : []));
    return [
      ...joined,
      type.recordColumn,
      ...Object.values(RECORD_COLUMNS),
      ...Object.values(type.fields).flatMap((source): readonly string[] => {
        switch (source.kind) {
          case 'column':
            return [source.column];
          case 'entity':
            return Object.values(source.key);
          case 'variant':
            return [source.column, ...Object.values(source.cases).flatMap(({ key }) => Object.values(key))];
          case 'one':
          case 'list':
            return Object.values(source.on);
          case 'lists':
          case 'exists':
            return source.of.flatMap(({ on }) => Object.values(on));
          case 'derived':
            return [];
          case 'work':
            return source.columns ?? [];
          case 'computed':
            return source.columns;
        }
      }),
    ];
  }
}

describe.each(AGENCIES.map((definition) => [definition.name, definition] as const))(
  '%s',
  (name, definition) => {
    let database: TestDatabase;
    let places: Places;

    beforeAll(async () => {
      database = await createTestDatabase();
      places = new Places(definition, await readTables(database, name), readSchema(name));
    });
    afterAll(() => database.drop());

    test('every table is mapped to a type, and every type to a table', () => {
      expect(places.rowTypes.map(([, { relation }]) => relation).toSorted()).toEqual(
        [...places.tables.keys()].filter((table) => table !== DATASET_STATE).toSorted(),
      );
    });

    test('it says of its relations how complete they are, and conclusions rest on relations that promise it', () => {
      expect([...(places.tables.get(DATASET_STATE)?.keys() ?? [])].toSorted()).toEqual([
        'complete_to',
        'division',
        'relation',
      ]);
      const silent = places.fields.flatMap(({ at, source }) =>
        source.kind === 'exists'
          ? source.of.flatMap(({ type: name, where }) => {
              const target = definition.mapping.types[name];
              const unread = where.filter(({ column }) => !places.column(target, column));
              const isPromised = target?.kind === 'rows' && target.completeness !== undefined;
              return isPromised && unread.length === 0 ? [] : [`${at}: ${name}`];
            })
          : [],
      );
      expect(silent).toEqual([]);
    });

    test('every column field reads a column that can answer its scalar', () => {
      const wrong = places.fields.flatMap(({ at, type, source }) => {
        if (source.kind !== 'column') return [];
        const found = places.column(type, source.column)?.type;
        return found !== undefined && ANSWERED_BY[places.scalarOf(at)]?.includes(found)
          ? []
          : [`${at}: ${places.scalarOf(at)} from ${source.column} ${found ?? 'which is missing'}`];
      });
      expect(wrong).toEqual([]);
    });

    test('every column of a table reaches the graph, but for the end of its recording', () => {
      for (const [, type] of places.rowTypes) {
        const read = new Set(places.columnsReadBy(type));
        const unread = [...(places.tables.get(type.relation)?.keys() ?? [])].filter(
          (column) => !read.has(column),
        );
        expect([type.relation, unread]).toEqual([type.relation, ['recorded_to']]);
      }
    });

    test('what the kit leans on is there: a number for every record, its data subject, its division, its key', () => {
      for (const [typeName, type] of places.rowTypes) {
        expect([typeName, places.column(type, type.recordColumn)]).toEqual([
          typeName,
          { type: 'bigint', nullable: false, indexed: true },
        ]);
        if (type.subjectColumn !== null) expect(places.column(type, type.subjectColumn)?.type).toBe('text');
        // A type with a data subject must be reachable by a region filter, so its division may never be missing.
        if (type.subjectColumn !== null) expect(type.divisionColumn).not.toBeNull();
        if (type.divisionColumn !== null)
          expect(places.column(type, type.divisionColumn)).toMatchObject({ type: 'text', nullable: false });
        for (const column of Object.values(type.key ?? {}))
          expect([typeName, column, places.column(type, column)?.type]).toEqual([typeName, column, 'text']);
      }
    });

    test('lists, single rows and keys are found by an index', () => {
      const scanned = [
        ...places.joins.filter(({ to, target }) => !places.column(to, target)?.indexed).map(({ at }) => at),
        ...places.rowTypes
          .filter(([, type]) => type.key && !places.column(type, Object.values(type.key)[0] ?? '')?.indexed)
          .map(([typeName]) => typeName),
      ];
      expect(scanned).toEqual([]);
    });

    test('joins start from a column or a key field that exists, and edges from columns that exist', () => {
      const missing = [
        ...places.joins
          .filter(({ type, from }) =>
            type.kind === 'stub' ? !type.keyFields.includes(from) : !places.column(type, from),
          )
          .map(({ at, from }) => `${at} from ${from}`),
        ...places.fields.flatMap(({ at, type, source }) =>
          source.kind === 'entity'
            ? Object.values(source.key)
                .filter((column) => places.column(type, column)?.type !== 'text')
                .map((column) => `${at} by ${column}`)
            : [],
        ),
      ];
      expect(missing).toEqual([]);
    });

    test('filters and look-ups read existing columns; orderings read columns that are never null', () => {
      for (const [query, mapping] of Object.entries(definition.mapping.queries)) {
        const type = definition.mapping.types[mapping.type];
        const filters = Object.values(mapping.kind === 'one' ? mapping.by : mapping.filters);
        const orderings = Object.values(mapping.kind === 'connection' ? mapping.orderings : {});
        expect([query, filters.filter((column) => !places.column(type, column))]).toEqual([query, []]);
        expect([
          query,
          orderings.filter((column) => places.column(type, column)?.nullable !== false),
        ]).toEqual([query, []]);
      }
    });
  },
);
