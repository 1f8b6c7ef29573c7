import type { Predicate } from '../../../connectors/contract.ts';
import type { KeyBlock, KeyedLines, LineColumn, LineSelection } from '../../../connectors/line-selection.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { GrantClaims } from '../../../policies/grant-claims.ts';
import type { RelationRead, SubjectPlace } from '../../../policies/relation-wire.ts';
import { filterPredicates } from '../filter-predicate.ts';
import { joinOf } from '../join-of.ts';
import { latestFirst } from '../record-reader.ts';
import { rowScope } from '../row-scope.ts';
import { sourceOfField } from '../source-of-field.ts';
import type { JoinedSource, RowTypeMapping, SourceMapping, TypeMapping } from '../source-mapping.ts';
import { columnOf, notReadable, plainColumnOf } from './relation-columns.ts';
import { conditionPredicate } from './relation-condition.ts';

/** How a relation is read, and what is said of its lines. */
export interface PlannedRelation {
  readonly mapping: RowTypeMapping;
  readonly selection: LineSelection;
  readonly subject: SubjectPlace;
  /** Names of the columns of a line; the data subject's, where one goes before them, is not among them. */
  readonly columns: readonly string[];
}

export interface RelationToPlan {
  /** Valid against the schema. */
  readonly read: RelationRead;
  readonly keys: KeyBlock | null;
  /** Covers what is read. */
  readonly grant: GrantClaims;
}

/**
 * @throws SluiceError RELATION_NOT_READABLE for what no statement over one relation answers, OPERATION_INVALID,
 * VARIABLES_INVALID, GRANT_INVALID where a row filter can not be kept
 */
export function planRelation(mapping: SourceMapping, question: RelationToPlan): PlannedRelation {
  const { read } = question;
  const { type, through } = read;
  const rows = mapping.types[type];
  if (rows?.kind !== 'rows') throw notReadable(type, null);
  const found =
    through.kind === 'root'
      ? rootRecords(mapping, rows, question, through.field)
      : keyedRecords(mapping, rows, question, through);
  const subject = subjectPlace(rows, found.keyed);
  const shown: readonly LineColumn[] = [
    ...(subject === 'first-column' && rows.subjectColumn !== null
      ? [{ kind: 'column', column: rows.subjectColumn } as const]
      : []),
    ...(found.keyed ? [{ kind: 'key' } as const] : []),
    ...(read.having ? [] : read.columns.map((name) => columnOf(name, type, rows))),
  ];
  if (shown.length === 0) throw new SluiceError('OPERATION_INVALID', { reason: 'no column is asked for' });
  const selection = { relation: rows.relation, columns: shown, ...found, ...conditionsOf(rows, read, found) };
  const columns = [...(found.keyed ? ['_key'] : []), ...(read.having ? [] : read.columns)];
  return { mapping: rows, selection, subject, columns };
}

type Records = Pick<LineSelection, 'where' | 'keyed'>;

function rootRecords(
  mapping: SourceMapping,
  rows: RowTypeMapping,
  { read, keys, grant }: RelationToPlan,
  field: string,
): Records {
  const query = mapping.queries[field];
  if (query?.kind !== 'connection' || query.type !== read.type) throw notReadable('Query', field);
  if (keys) throw new SluiceError('OPERATION_INVALID', { reason: 'a population has no keys' });
  const where = [...rowScope(grant, read.type, rows), ...filterPredicates(read.filter, query.filters)];
  return { where: { kind: 'all', of: where }, keyed: null };
}

type Parent = Extract<RelationRead['through'], { kind: 'parent' }>;

function keyedRecords(
  mapping: SourceMapping,
  rows: RowTypeMapping,
  { read, keys, grant }: RelationToPlan,
  through: Parent,
): Records {
  if (read.filter !== null)
    throw new SluiceError('OPERATION_INVALID', { reason: 'only a population is filtered' });
  const { type, field } = through;
  const parent = mapping.types[type];
  const key = parent && keyColumnOf(parent, through.keyField);
  if (!parent || key === undefined) throw notReadable(type, through.keyField);
  if (field === null) {
    const by = [{ column: key, where: allOf(rowScope(grant, read.type, rows)) }];
    return { where: EVERY, keyed: { by, keys, among: null, firstBy: latestFirst(rows) } };
  }
  const joins = joinsOf(parent, through, read.type);
  if (joins.some(({ on }) => Object.values(on).join() !== key)) throw notReadable(type, field);
  const by = joins.map((joined) => {
    const { columns, under } = joinOf(joined, type, mapping);
    return { column: columns[0] ?? '', where: allOf(rowScope(grant, read.type, rows, under)) };
  });
  const isOne = sourceOfField(parent, field)?.kind === 'one';
  // What hangs on an entity is shown where the entity is: as a representation of it would find its row, or not.
  const among =
    parent.kind === 'rows'
      ? { relation: parent.relation, column: key, where: allOf(rowScope(grant, type, parent)) }
      : null;
  return { where: EVERY, keyed: { by, keys, among, firstBy: isOne ? latestFirst(rows) : null } };
}

/** The selections of one type of records that a field is made of. */
function joinsOf(parent: TypeMapping, { type, field }: Parent, records: string): readonly JoinedSource[] {
  const source = field === null ? undefined : sourceOfField(parent, field);
  const joins =
    source?.kind === 'lists' ? source.of : source?.kind === 'list' || source?.kind === 'one' ? [source] : [];
  if (joins.length === 0 || joins.some((each) => each.type !== records)) throw notReadable(type, field);
  return joins;
}

/** The one column (of a stub the one key field) by which an entity is found; undefined where it takes several. */
function keyColumnOf(parent: TypeMapping, field: string): string | undefined {
  if (parent.kind === 'stub')
    return parent.keyFields.length === 1 ? parent.keyFields.find((each) => each === field) : undefined;
  return Object.keys(parent.key ?? {}).length === 1 ? parent.key?.[field] : undefined;
}

function conditionsOf(
  rows: RowTypeMapping,
  { type, where, having }: RelationRead,
  { keyed }: Records,
): Pick<LineSelection, 'shown' | 'having'> {
  const columnNamed = (name: string): string => plainColumnOf(name, type, rows);
  const condition = where ? conditionPredicate(where, columnNamed) : EVERY;
  // A record that a null leaves undecided is shown; it is not among those that are counted or added up.
  if (!having) return { shown: { kind: 'not-false', of: condition }, having: null };
  const { measure, field, op, value } = having;
  if (!keyed) throw new SluiceError('OPERATION_INVALID', { reason: 'a population is not summed by keys' });
  // Parents without records come to nothing, and are not found by looking at records.
  if (op === '>' ? value < 0 : value <= 0)
    throw new SluiceError('OPERATION_INVALID', { reason: 'the bound is reached without records' });
  if ((measure === 'sum') !== (field !== null))
    throw new SluiceError('OPERATION_INVALID', { reason: 'no measure' });
  return {
    shown: condition,
    having: { measure, column: field === null ? null : columnNamed(field), op, value },
  };
}

function subjectPlace({ subjectColumn }: RowTypeMapping, keyed: KeyedLines | null): SubjectPlace {
  if (subjectColumn === null) return 'none';
  return keyed?.by.every(({ column }) => column === subjectColumn) ? 'parent-key' : 'first-column';
}

const EVERY: Predicate = { kind: 'all', of: [] };
const allOf = (of: readonly Predicate[]): Predicate => ({ kind: 'all', of });
