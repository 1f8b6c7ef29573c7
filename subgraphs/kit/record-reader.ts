import DataLoader from 'dataloader';
import type { Ordering, Predicate, SourceRow } from '../../connectors/contract.ts';
import type { GrantedColumns } from './granted-columns.ts';
import { rowScope } from './row-scope.ts';
import type { RowTypeMapping, SourceMapping } from './source-mapping.ts';
import { readOptionsOf, type SubgraphContext } from './subgraph-context.ts';
import { type JoinKey, joinKeyText, type SubgraphObject } from './subgraph-object.ts';

/** One page of a type, asked of the source as it stands. */
export interface PageToRead {
  readonly where: readonly Predicate[];
  readonly orderBy: readonly Ordering[];
  readonly limit: number;
  /** Columns that the page needs besides those of granted fields. */
  readonly columns: readonly string[];
}

type Loader = DataLoader<JoinKey, readonly SubgraphObject[], string>;

/**
 * Reads the rows of mapped types for one fetch. However many parents ask for their rows, it is one statement; every
 * statement is over current rows and carries the grant's row filters.
 */
export class RecordReader {
  private readonly mapping: SourceMapping;
  private readonly granted: GrantedColumns;
  private readonly context: Omit<SubgraphContext, 'records'>;
  private readonly loaders = new Map<string, Loader>();

  constructor(mapping: SourceMapping, granted: GrantedColumns, context: Omit<SubgraphContext, 'records'>) {
    this.mapping = mapping;
    this.granted = granted;
    this.context = context;
  }

  /** All rows of a type whose columns hold these values, in the order of the record. */
  all(type: string, columns: readonly string[], key: JoinKey): Promise<readonly SubgraphObject[]> {
    return this.loader(type, columns, 'all').load(key);
  }

  /**
   * The row of a type whose columns hold these values; null where there is none. Of several the one that holds now,
   * else the latest to begin: registers keep what was, and two people can have been given one number.
   */
  async one(type: string, columns: readonly string[], key: JoinKey): Promise<SubgraphObject | null> {
    const [first] = await this.loader(type, columns, 'latest').load(key);
    return first ?? null;
  }

  /** The rows of a page. Whoever asks names those that are disclosed by `disclose`: one more is read than is shown. */
  async page(type: string, page: PageToRead): Promise<readonly SubgraphObject[]> {
    const mapping = this.rowsOf(type);
    const columns = this.columns(type, mapping, page.columns);
    const { connector, grant } = this.context;
    const rows = await connector.select(
      {
        relation: mapping.relation,
        columns,
        where: { kind: 'all', of: [...rowScope(grant, type, mapping), ...page.where] },
        orderBy: page.orderBy,
        limit: page.limit,
      },
      readOptionsOf(this.context),
    );
    return rows.map((values) => ({ __typename: type, values, isWhole: true }));
  }

  /** Counts the data subjects of rows that an answer rests on. */
  disclose(type: string, objects: readonly SubgraphObject[]): void {
    const { subjectColumn } = this.rowsOf(type);
    if (subjectColumn === null) return;
    for (const { values } of objects) this.addSubject(values[subjectColumn]);
  }

  private loader(type: string, columns: readonly string[], choice: 'all' | 'latest'): Loader {
    const name = JSON.stringify([type, choice, columns]);
    let loader = this.loaders.get(name);
    if (!loader) {
      loader = new DataLoader<JoinKey, readonly SubgraphObject[], string>(
        (keys) => this.batch(type, columns, keys, choice),
        { cacheKeyFn: joinKeyText },
      );
      this.loaders.set(name, loader);
    }
    return loader;
  }

  private async batch(
    type: string,
    columns: readonly string[],
    keys: readonly JoinKey[],
    choice: 'all' | 'latest',
  ): Promise<readonly (readonly SubgraphObject[])[]> {
    const mapping = this.rowsOf(type);
    const { connector, grant } = this.context;
    const rows = await connector.select(
      {
        relation: mapping.relation,
        columns: this.columns(type, mapping, columns),
        where: { kind: 'all', of: [joined(columns, keys), ...rowScope(grant, type, mapping)] },
        orderBy: choice === 'all' ? byRecord(mapping) : latestFirst(mapping),
      },
      readOptionsOf(this.context),
    );
    this.countAskedSubjects(mapping, columns, keys);
    const found = new Map<string, SubgraphObject[]>();
    for (const values of rows) {
      const object = { __typename: type, values, isWhole: true };
      const key = joinKeyText(columns.map((column) => values[column] ?? null));
      const siblings = found.get(key);
      if (!siblings) found.set(key, [object]);
      else if (choice === 'all') siblings.push(object);
      else continue;
      this.disclose(type, [object]);
    }
    return keys.map((key) => found.get(joinKeyText(key)) ?? []);
  }

  /** Who was looked up is told something also when nothing is on record. */
  private countAskedSubjects(
    { subjectColumn }: RowTypeMapping,
    columns: readonly string[],
    keys: readonly JoinKey[],
  ): void {
    const at = subjectColumn === null ? -1 : columns.indexOf(subjectColumn);
    if (at >= 0) for (const key of keys) this.addSubject(key[at]);
  }

  private addSubject(id: SourceRow[string] | undefined): void {
    if (typeof id === 'string') this.context.dataSubjects.add(id);
  }

  private columns(type: string, mapping: RowTypeMapping, more: readonly string[]): readonly string[] {
    const granted = this.granted.of(this.context.grant, type, mapping);
    const missing = more.filter((column) => !granted.includes(column));
    return missing.length === 0 ? granted : [...new Set([...granted, ...missing])].sort();
  }

  private rowsOf(type: string): RowTypeMapping {
    const mapping = this.mapping.types[type];
    if (mapping?.kind !== 'rows') throw new Error(`\`${type}\` has no rows here`);
    return mapping;
  }
}

function joined(columns: readonly string[], keys: readonly JoinKey[]): Predicate {
  const [column] = columns;
  return columns.length === 1 && column !== undefined
    ? { kind: 'in', column, values: keys.map(([value]) => value ?? null) }
    : { kind: 'in-tuples', columns, tuples: keys };
}

const byRecord = ({ recordColumn }: RowTypeMapping): readonly Ordering[] => [
  { column: recordColumn, direction: 'asc' },
];

/** Null counts as the greatest value, so what holds without an end comes first. */
const latestFirst = ({ recordColumn }: RowTypeMapping): readonly Ordering[] => [
  { column: 'valid_to', direction: 'desc' },
  { column: 'valid_from', direction: 'desc' },
  { column: recordColumn, direction: 'desc' },
];
