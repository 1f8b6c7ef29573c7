import DataLoader from 'dataloader';
import type { Ordering, Predicate, SourceRow } from '../../connectors/contract.ts';
import type { GrantedColumns } from './granted-columns.ts';
import { RECORD_COLUMNS } from './record-columns.ts';
import { rowScope } from './row-scope.ts';
import type { RowTypeMapping, SourceMapping } from './source-mapping.ts';
import { readOptionsOf, type SubgraphContext } from './subgraph-context.ts';
import { type Join, type JoinKey, joinKeyText, type SubgraphObject } from './subgraph-object.ts';

/** One page of a type, asked of the source as it stands. */
export interface PageToRead {
  readonly where: readonly Predicate[];
  readonly orderBy: readonly Ordering[];
  readonly limit: number;
  /** Columns that the page needs besides those of granted fields. */
  readonly columns: readonly string[];
}

type Choice = 'all' | 'latest';
/** For each key of a group the rows it found. */
type Found = readonly (readonly SubgraphObject[])[];
type Loader = DataLoader<readonly JoinKey[], Found, unknown>;

/**
 * Reads the rows of mapped types for one fetch. However many parents ask for their rows, it is one statement; every
 * statement is over rows that are current, or were at the grant's instant, and carries the grant's row filters.
 */
export class RecordReader {
  private readonly mapping: SourceMapping;
  private readonly granted: GrantedColumns;
  private readonly context: Omit<SubgraphContext, 'records'>;
  private readonly loaders: Readonly<Record<Choice, Map<Join, Loader>>> = {
    all: new Map<Join, Loader>(),
    latest: new Map<Join, Loader>(),
  };

  constructor(mapping: SourceMapping, granted: GrantedColumns, context: Omit<SubgraphContext, 'records'>) {
    this.mapping = mapping;
    this.granted = granted;
    this.context = context;
  }

  /** All rows that a join finds, in the order of the record. */
  async all(join: Join, key: JoinKey): Promise<readonly SubgraphObject[]> {
    const [found] = await this.loader(join, 'all').load([key]);
    return found ?? [];
  }

  /**
   * The row that a join finds; null where there is none. Of several the one that holds now, else the latest to begin:
   * registers keep what was, and two people can have been given one number.
   */
  async one(join: Join, key: JoinKey): Promise<SubgraphObject | null> {
    const [found] = await this.ones(join, [key]);
    return found ?? null;
  }

  /** As `one`, for many keys at the price of one promise. */
  async ones(join: Join, keys: readonly JoinKey[]): Promise<readonly (SubgraphObject | null)[]> {
    const found = await this.loader(join, 'latest').load(keys);
    return found.map(([first]) => first ?? null);
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

  private loader(join: Join, choice: Choice): Loader {
    const loaders = this.loaders[choice];
    let loader = loaders.get(join);
    if (!loader) {
      loader = new DataLoader<readonly JoinKey[], Found, unknown>(
        (groups) => this.batch(join, groups, choice),
        // Edges ask for one key at a time and often for the same; representations come as one group, and once.
        { cacheKeyFn: (keys) => (keys.length === 1 && keys[0] ? joinKeyText(keys[0]) : keys) },
      );
      loaders.set(join, loader);
    }
    return loader;
  }

  /** One statement for all groups of keys that were asked for since the last. */
  private async batch(
    { type, columns, also = [], under }: Join,
    groups: readonly (readonly JoinKey[])[],
    choice: Choice,
  ): Promise<readonly Found[]> {
    const mapping = this.rowsOf(type);
    const { connector, grant } = this.context;
    const keys = new Map<string, JoinKey>();
    const texts = groups.map((group) =>
      group.map((key) => {
        const text = joinKeyText(key);
        keys.set(text, key);
        return text;
      }),
    );
    const asked = [...keys.values()];
    const rows = await connector.select(
      {
        relation: mapping.relation,
        columns: this.columns(type, mapping, [...columns, ...also]),
        where: { kind: 'all', of: [joined(columns, asked), ...rowScope(grant, type, mapping, under)] },
        orderBy: choice === 'all' ? byRecord(mapping) : latestFirst(mapping),
      },
      readOptionsOf(this.context),
    );
    this.countAskedSubjects(mapping, columns, asked);
    const found = this.byKey(type, columns, rows, choice);
    return texts.map((group) => group.map((text) => found.get(text) ?? []));
  }

  private byKey(
    type: string,
    columns: readonly string[],
    rows: readonly SourceRow[],
    choice: Choice,
  ): ReadonlyMap<string, readonly SubgraphObject[]> {
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
    return found;
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

/** Which of several rows of a key is the one. Null counts as the greatest value, so what holds without an end is first. */
export const latestFirst = ({ recordColumn }: RowTypeMapping): readonly Ordering[] => [
  { column: RECORD_COLUMNS.validTo, direction: 'desc' },
  { column: RECORD_COLUMNS.validFrom, direction: 'desc' },
  { column: recordColumn, direction: 'desc' },
];
