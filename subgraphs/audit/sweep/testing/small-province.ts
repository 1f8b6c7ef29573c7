import { type FieldNode, Kind, parse, type SelectionSetNode } from 'graphql';
import type { RelationCondition, RelationQuestion } from '../../../../policies/relation-wire.ts';
import type { SelectedObject } from '../../operation/saved-operation.ts';

/** A record: its leaves by field name, and the columns that joins use, which begin with `_`. */
export type Row = Readonly<Record<string, string | number | boolean | null>>;

/**
 * A small province as tables, from which both the answers of a gateway and the relations of the wire can be made: a fake of
 * eight agencies that `hub/audits/both-runs.e2e.ts` holds against the real ones.
 */
export interface SmallProvince {
  readonly tables: Readonly<Record<string, readonly Row[]>>;
  /** Type → its key field, for entities. */
  readonly keys: Readonly<Record<string, string>>;
  /** `Type.field` → the records of a type whose column `by` is the parent's key. */
  readonly lists: Readonly<Record<string, { readonly type: string; readonly by: string }>>;
  /** `Type.field` → the entity whose key is in column `by`. */
  readonly edges: Readonly<Record<string, { readonly type: string; readonly by: string }>>;
}

/** What the graph answers of a table's records for a selection. */
export function nestedAnswer(
  province: SmallProvince,
  object: SelectedObject,
): readonly Readonly<Record<string, unknown>>[] {
  return (province.tables[object.typeName] ?? []).map((row) => nested(province, object, row));
}

function nested(
  province: SmallProvince,
  object: SelectedObject,
  row: Row,
): Readonly<Record<string, unknown>> {
  const { typeName } = object;
  const answer: Record<string, unknown> = {};
  for (const [name, field] of object.fields) {
    const place = `${typeName}.${field.fieldName}`;
    if (field.kind === 'leaf') answer[name] = row[field.fieldName] ?? null;
    if (field.kind === 'object')
      answer[name] = entity(province, field.object, row[province.edges[place]?.by ?? ''] ?? null);
    if (field.kind === 'list') {
      const { type, by } = province.lists[place] ?? { type: '', by: '' };
      const key = row[province.keys[typeName] ?? ''] ?? null;
      answer[name] =
        key === null
          ? null
          : (province.tables[type] ?? [])
              .filter((each) => each[by] === key)
              .map((each) => nested(province, field.object, each));
    }
  }
  return answer;
}

/** An entity that nobody holds is answered with its key alone. */
function entity(province: SmallProvince, object: SelectedObject, key: Row[string]): unknown {
  if (key === null) return null;
  const keyField = province.keys[object.typeName] ?? '';
  const held = province.tables[object.typeName]?.find((row) => row[keyField] === key);
  return nested(province, object, held ?? { [keyField]: key });
}

/** What the wire answers to a question: the columns, and the lines without the end marker. */
export function relationAnswer(
  province: SmallProvince,
  populationType: string,
  question: RelationQuestion,
  keys: ReadonlySet<string>,
): { readonly columns: readonly string[]; readonly type: string; readonly text: string } {
  const { through, type, columns } = shapeOf(province, populationType, question.query);
  const keyed = question.keys !== null;
  const rows = (province.tables[type] ?? []).filter(
    (row) =>
      (!keyed || keys.has(String(row[through]))) &&
      (through === '' || row[through] !== null) &&
      (question.where === null || holds(question.where, row, columns) !== false),
  );
  const lines = rows.map((row) => {
    const cells = columns.map(({ source }) => row[source] ?? null);
    return `${[...(through === '' ? [] : [row[through] ?? null]), ...cells].map(cell).join('\t')}\n`;
  });
  return {
    columns: [...(through === '' ? [] : ['_key']), ...columns.map(({ name }) => name)],
    type,
    text: lines.join(''),
  };
}

interface Shape {
  /** The column that holds the keys; empty for a population. */
  readonly through: string;
  readonly type: string;
  readonly columns: readonly { readonly name: string; readonly source: string }[];
}

function shapeOf(province: SmallProvince, populationType: string, query: string): Shape {
  const [definition] = parse(query).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  const root = onlyField(definition.selectionSet);
  const nodes = onlyField(root?.selectionSet);
  let type = populationType;
  let through = '';
  let set = nodes?.selectionSet;
  for (let next = onlyField(set); next?.selectionSet !== undefined; next = onlyField(set)) {
    const place = `${type}.${next.name.value}`;
    const list = province.lists[place];
    const edge = province.edges[place];
    if (list === undefined && isKeyAlone(province, edge?.type ?? '', next.selectionSet)) break;
    through = list?.by ?? province.keys[edge?.type ?? ''] ?? '';
    type = list?.type ?? edge?.type ?? '';
    set = next.selectionSet;
  }
  const columns = (set?.selections ?? []).flatMap((each) => {
    if (each.kind !== Kind.FIELD) return [];
    const name = each.alias?.value ?? each.name.value;
    const [key] = each.selectionSet?.selections ?? [];
    if (key?.kind !== Kind.FIELD) return [{ name, source: each.name.value }];
    return [
      { name: `${name}.${key.name.value}`, source: province.edges[`${type}.${each.name.value}`]?.by ?? '' },
    ];
  });
  return { through, type, columns };
}

function isKeyAlone(province: SmallProvince, type: string, set: SelectionSetNode): boolean {
  return set.selections.every((each) => each.kind === Kind.FIELD && each.name.value === province.keys[type]);
}

function onlyField(set: SelectionSetNode | undefined): FieldNode | undefined {
  const [first, ...others] = set?.selections ?? [];
  return first?.kind === Kind.FIELD && others.length === 0 ? first : undefined;
}

/** Three-valued, as the wire says. */
function holds(condition: RelationCondition, row: Row, columns: Shape['columns']): boolean | null {
  const value = (field: string): Row[string] =>
    row[columns.find(({ name }) => name === field)?.source ?? ''] ?? null;
  switch (condition.kind) {
    case 'all':
      return condition.of.map((each) => holds(each, row, columns)).reduce<boolean | null>(and, true);
    case 'any':
      return not(
        condition.of.map((each) => not(holds(each, row, columns))).reduce<boolean | null>(and, true),
      );
    case 'not':
      return not(holds(condition.of, row, columns));
    case 'is-null':
      return value(condition.field) === null;
    case 'in': {
      const found = value(condition.field);
      return found === null ? null : condition.values.includes(found as string);
    }
    case 'compare': {
      const found = value(condition.field);
      const compare = COMPARE[condition.op];
      return found === null || compare === undefined ? null : compare(found, condition.value);
    }
  }
}

type Plain = string | number | boolean;
const COMPARE: Readonly<Record<string, (one: Plain, other: Plain) => boolean>> = {
  '=': (one, other) => one === other,
  '<>': (one, other) => one !== other,
  '<': (one, other) => one < other,
  '<=': (one, other) => one <= other,
  '>': (one, other) => one > other,
  '>=': (one, other) => one >= other,
};

const and = (one: boolean | null, other: boolean | null): boolean | null =>
  one === false || other === false ? false : one === null || other === null ? null : true;
const not = (one: boolean | null): boolean | null => (one === null ? null : !one);

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

function cell(value: Row[string]): string {
  if (value === null) return '\\N';
  if (typeof value === 'boolean') return value ? 't' : 'f';
  return String(value).replaceAll(/[\\\t\n\r]/gu, (found) => ESCAPES[found] ?? found);
}
