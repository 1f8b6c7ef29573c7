import type { Predicate, SourceValue } from '../contract.ts';
import type { DicomwebColumn, DicomwebRelation } from './dicomweb-source.ts';

/** QIDO-RS parameters, attributes by keyword or tag. */
export type SearchParameters = Readonly<Record<string, string>>;
type Compared = Extract<Predicate, { kind: 'compare' }>;

/** The values of a longer list are not asked for one by one. */
const MAX_SEARCHES = 50;

/**
 * The searches that together find every row which satisfies a predicate, and perhaps more: only what must hold of all rows
 * is handed on, and only of columns by which the server finds exactly.
 */
export function narrowSearch(where: Predicate, relation: DicomwebRelation): readonly SearchParameters[] {
  let searches: readonly SearchParameters[] = [relation.filters];
  for (const condition of conjuncts(where)) {
    const column = 'column' in condition ? searchable(relation, condition.column) : null;
    if (column === null) continue;
    if (condition.kind === 'compare') {
      const found = parameter(column, condition);
      if (found !== null) searches = searches.map((each) => meet(each, column.tag, found));
    } else if (condition.kind === 'in' && condition.values.length * searches.length <= MAX_SEARCHES) {
      const values = condition.values.map((value) => written(column, value));
      if (!values.includes(null))
        searches = searches.flatMap((each) => values.map((value) => meet(each, column.tag, String(value))));
    }
  }
  return searches;
}

function conjuncts(where: Predicate): readonly Predicate[] {
  return where.kind === 'all' ? where.of.flatMap(conjuncts) : [where];
}

function searchable(relation: DicomwebRelation, name: string): DicomwebColumn | null {
  const column = Object.hasOwn(relation.columns, name) ? relation.columns[name] : undefined;
  return column?.isSearchable === true ? column : null;
}

function parameter(column: DicomwebColumn, { op, value }: Compared): string | null {
  const text = written(column, value);
  if (text === null || op === '=') return text;
  if (column.type !== 'day' || op === '<>') return null;
  return op.startsWith('>') ? `${text}-` : `-${text}`;
}

/** How the server is told a value; null where it would read it as something else. */
function written({ type }: DicomwebColumn, value: SourceValue): string | null {
  if (typeof value !== 'string' || value === '' || value !== value.trim() || /[*?\\,"]/u.test(value))
    return null;
  if (type === 'day') return value.replaceAll('-', '');
  return type === 'text' ? value : null;
}

/** Of an attribute that is asked for already days meet in a range; of others the first stays, which must hold too. */
function meet(search: SearchParameters, tag: string, value: string): SearchParameters {
  const there = search[tag];
  if (there === undefined) return { ...search, [tag]: value };
  const [to = '', from = ''] = [there, value].sort();
  return /^-\d{8}$/u.test(to) && /^\d{8}-$/u.test(from) ? { ...search, [tag]: from + to.slice(1) } : search;
}
