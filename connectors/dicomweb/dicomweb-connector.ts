import { Agent } from 'undici';
import {
  type AggregatedGroup,
  type Aggregation,
  type Connector,
  ConnectorError,
  type Overlay,
  type Pieces,
  type Predicate,
  type ReadOptions,
  type Selection,
  type SourceRow,
} from '../contract.ts';
import { Ending } from '../ending.ts';
import type { KeyedLines, LineSelection } from '../line-selection.ts';
import { typeOf, type RowColumns } from '../rows/column-type.ts';
import { rowCondition } from '../rows/row-condition.ts';
import { countGroups, layOver } from '../rows/row-groups.ts';
import { keyText, rowLines } from '../rows/row-lines.ts';
import { FirstRows, rowOrder } from '../rows/row-order.ts';
import { WaitingLine } from '../waiting-line.ts';
import { rowOf } from './attribute-value.ts';
import { DicomwebSession } from './dicomweb-session.ts';
import type { DicomwebRelation, DicomwebSource } from './dicomweb-source.ts';
import { narrowSearch } from './narrow-search.ts';
import { readUnits } from './read-units.ts';
import { isListedOrder, rowsInOrder } from './rows-in-order.ts';

const DEFAULT_BATCH_ROWS = 1_000;
const HEALTH_TIMEOUT_MS = 2_000;
const EVERYTHING: Predicate = { kind: 'all', of: [] };

/** Reads a DICOMweb server. Nothing is asked of it before the first read. */
export function createDicomwebConnector(source: DicomwebSource): Connector {
  return new DicomwebConnector(source);
}

interface Known {
  readonly relation: DicomwebRelation;
  readonly columns: RowColumns;
}

class DicomwebConnector implements Connector {
  private readonly source: DicomwebSource;
  private readonly relations: ReadonlyMap<string, Known>;
  private readonly line: WaitingLine;
  /** Deadlines are those of reads. */
  private readonly agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, connect: { timeout: 5_000 } });

  constructor(source: DicomwebSource) {
    this.source = source;
    this.relations = new Map(
      Object.entries(source.relations).map(([name, relation]) => {
        const types = Object.entries(relation.columns).map(([column, { type }]) => [column, type] as const);
        return [name, { relation, columns: new Map(types) }];
      }),
    );
    this.line = new WaitingLine(source.poolSize);
  }

  async select(selection: Selection, options: ReadOptions): Promise<readonly SourceRow[]> {
    const { maxRows } = this.source;
    const { columns } = this.known(selection.relation);
    const limit = Math.min(checkedLimit(selection.limit ?? maxRows + 1), maxRows + 1);
    const holds = rowCondition(selection.where, columns);
    const kept = new FirstRows(limit, rowOrder(selection.orderBy, columns));
    const project = projection(selection, columns);
    await this.read(selection, options, (row) => {
      if (holds(row)) kept.add(row);
    });
    const rows = kept.take();
    if (rows.length > maxRows) throw new ConnectorError('too-many-rows', `more than ${maxRows} rows match`);
    return rows.map(project);
  }

  async *stream(selection: Selection, options: ReadOptions): AsyncGenerator<readonly SourceRow[]> {
    const { relation, columns } = this.known(selection.relation);
    const { where, orderBy } = selection;
    const batchRows = this.source.batchRows ?? DEFAULT_BATCH_ROWS;
    if (orderBy.length > 0 && !isListedOrder(relation, orderBy)) {
      // What is not listed is in order only when all has been read, and then no more of it than `select` gives.
      yield* batches(await this.select(selection, options), batchRows);
      return;
    }
    let left = checkedLimit(selection.limit ?? Number.MAX_SAFE_INTEGER);
    const holds = rowCondition(where, columns);
    const project = projection(selection, columns);
    const searches = narrowSearch(where, relation);
    using ending = new Ending(options);
    using session = await this.open(ending);
    const units =
      orderBy.length > 0
        ? rowsInOrder(session, { relation, columns, searches }, orderBy)
        : readRows(session, relation, where);
    for await (const unit of units) {
      const rows = unit.filter(holds).slice(0, left).map(project);
      left -= rows.length;
      yield* batches(rows, batchRows);
      if (left === 0) return;
    }
  }

  async *readLines(selection: LineSelection, options: ReadOptions): AsyncGenerator<Uint8Array> {
    const { relation, columns } = this.known(selection.relation);
    // Whatever can not be read is refused before anything is asked.
    rowLines(selection, columns, null);
    const among = await this.keysAmong(selection.keyed?.among ?? null, options);
    const sink = rowLines(selection, columns, among);
    using ending = new Ending(options);
    using session = await this.open(ending);
    for await (const rows of readRows(session, relation, selection.where)) {
      const lines = rows.map((row) => sink.add(row)).join('');
      if (lines !== '') yield Buffer.from(lines);
    }
    const rest = sink.end();
    if (rest !== '') yield Buffer.from(rest);
  }

  async aggregate(aggregation: Aggregation, options: ReadOptions): Promise<readonly AggregatedGroup[]> {
    const { columns } = this.known(aggregation.relation);
    const sink = countGroups(aggregation, columns, this.source.maxRows);
    await this.read(aggregation, options, (row) => sink.add(row));
    return sink.answer();
  }

  async overlay(overlay: Overlay, options: ReadOptions): Promise<Pieces> {
    const { relation } = overlay;
    const sink = layOver(overlay, this.known(relation).columns, this.source.maxRows);
    await this.read({ relation, where: EVERYTHING }, options, (row) => sink.add(row));
    return sink.answer();
  }

  async health(): Promise<{ readonly reachable: boolean; readonly latencyMs: number }> {
    const startedAt = performance.now();
    using ending = new Ending({ signal: new AbortController().signal, deadlineMs: HEALTH_TIMEOUT_MS });
    using session = new DicomwebSession(this.source, this.agent, ending, () => undefined);
    const reachable = await session.ask('/studies?limit=1').then(
      () => true,
      () => false,
    );
    return { reachable, latencyMs: performance.now() - startedAt };
  }

  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private known(relation: string): Known {
    const known = this.relations.get(relation);
    if (known === undefined) throw new ConnectorError('bad-selection', 'there is no such relation');
    return known;
  }

  private async open(ending: Ending): Promise<DicomwebSession> {
    return new DicomwebSession(this.source, this.agent, ending, await this.line.enter(ending));
  }

  private async read(
    { relation, where }: Pick<Selection, 'relation' | 'where'>,
    options: ReadOptions,
    take: (row: SourceRow) => void,
  ): Promise<void> {
    using ending = new Ending(options);
    using session = await this.open(ending);
    for await (const rows of readRows(session, this.known(relation).relation, where)) rows.forEach(take);
  }

  /** The keys that the records of another relation hold; null where none is named. */
  private async keysAmong(
    other: KeyedLines['among'],
    options: ReadOptions,
  ): Promise<ReadonlySet<string> | null> {
    if (other === null) return null;
    const { columns } = this.known(other.relation);
    typeOf(other.column, columns);
    const holds = rowCondition(other.where, columns);
    const keys = new Set<string>();
    await this.read(other, options, (row) => {
      const key = keyText(row[other.column] ?? null);
      if (key !== null && holds(row)) keys.add(key);
    });
    return keys;
  }
}

/** The rows that may satisfy a predicate, as the server gives them. */
async function* readRows(
  session: DicomwebSession,
  relation: DicomwebRelation,
  where: Predicate,
): AsyncGenerator<readonly SourceRow[]> {
  for await (const unit of readUnits(session, relation, narrowSearch(where, relation)))
    yield unit.map((dataSet) => rowOf(dataSet, relation));
}

function projection({ columns }: Selection, types: RowColumns): (row: SourceRow) => SourceRow {
  if (columns.length === 0) throw new ConnectorError('bad-selection', 'a selection needs a column');
  for (const name of columns) typeOf(name, types);
  return (row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null]));
}

function checkedLimit(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw new ConnectorError('bad-selection', 'the limit is not a whole number');
  return limit;
}

function* batches(rows: readonly SourceRow[], size: number): Generator<readonly SourceRow[]> {
  for (let at = 0; at < rows.length; at += size) yield rows.slice(at, at + size);
}
