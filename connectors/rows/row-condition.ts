import { ConnectorError, type Comparison, type Predicate, type SourceRow } from '../contract.ts';
import { comparable, order, typeOf, type Comparable, type RowColumns } from './column-type.ts';

/** True, false, or undecided for a null. */
type Verdict = boolean | null;
type Judge = (row: SourceRow) => Verdict;

/**
 * Whether a row satisfies a predicate. Everything is checked and prepared here, so that a list of many values costs a
 * row one look-up.
 * @throws ConnectorError `bad-selection`
 */
export function rowCondition(where: Predicate, columns: RowColumns): (row: SourceRow) => boolean {
  const judge = judgeOf(where, columns);
  return (row) => judge(row) === true;
}

type Kind<K extends Predicate['kind']> = Extract<Predicate, { kind: K }>;

function judgeOf(where: Predicate, columns: RowColumns): Judge {
  switch (where.kind) {
    case 'all':
      return all(where.of.map((part) => judgeOf(part, columns)));
    case 'any':
      return any(where.of.map((part) => judgeOf(part, columns)));
    case 'not':
      return opposite(judgeOf(where.of, columns));
    case 'not-false': {
      const judge = judgeOf(where.of, columns);
      return (row) => judge(row) !== false;
    }
    case 'compare':
      return comparison(where, columns);
    case 'in':
      return tuples(
        { kind: 'in-tuples', columns: [where.column], tuples: where.values.map((value) => [value]) },
        columns,
      );
    case 'in-tuples':
      return tuples(where, columns);
    case 'prefix': {
      const read = reader(where.column, columns);
      return any(where.prefixes.map((prefix) => onValue(read, (value) => String(value).startsWith(prefix))));
    }
    case 'is-null': {
      const read = reader(where.column, columns);
      return (row) => read(row) === null;
    }
  }
}

const COMPARISONS: Readonly<Record<Comparison, (sign: number) => boolean>> = {
  '=': (sign) => sign === 0,
  '<>': (sign) => sign !== 0,
  '<': (sign) => sign < 0,
  '<=': (sign) => sign <= 0,
  '>': (sign) => sign > 0,
  '>=': (sign) => sign >= 0,
};

function comparison({ column, op, value }: Kind<'compare'>, columns: RowColumns): Judge {
  if (!Object.hasOwn(COMPARISONS, op)) throw new ConnectorError('bad-selection', 'no such comparison');
  const holds = COMPARISONS[op];
  const read = reader(column, columns);
  const other = comparable(value, typeOf(column, columns));
  return other === null ? () => null : onValue(read, (own) => holds(order(own, other)));
}

/** Columns equal to one of the tuples; a null on either side leaves open whether it is that one. */
function tuples({ columns: names, tuples: given }: Kind<'in-tuples'>, columns: RowColumns): Judge {
  if (names.length === 0 || given.some((tuple) => tuple.length !== names.length))
    throw new ConnectorError('bad-selection', 'tuples must have one value a column');
  const types = names.map((name) => typeOf(name, columns));
  const readers = names.map((name) => reader(name, columns));
  const wanted = given.map((tuple) => types.map((type, at) => comparable(tuple[at] ?? null, type)));
  const whole = new Set(
    wanted.filter((tuple) => !tuple.includes(null)).map((tuple) => JSON.stringify(tuple)),
  );
  const open = wanted.filter((tuple) => tuple.includes(null));
  return (row) => {
    const own = readers.map((read) => read(row));
    const mayBe = (tuple: readonly (Comparable | null)[]): boolean =>
      tuple.every((value, at) => value === null || own[at] === null || value === own[at]);
    if (own.includes(null)) return wanted.some(mayBe) ? null : false;
    if (whole.has(JSON.stringify(own))) return true;
    return open.some(mayBe) ? null : false;
  };
}

/** The value of a column, as it is compared. */
export function reader(name: string, columns: RowColumns): (row: SourceRow) => Comparable | null {
  const type = typeOf(name, columns);
  return (row) => comparable(row[name] ?? null, type);
}

const onValue =
  (read: (row: SourceRow) => Comparable | null, judge: (value: Comparable) => boolean): Judge =>
  (row) => {
    const value = read(row);
    return value === null ? null : judge(value);
  };

const all =
  (judges: readonly Judge[]): Judge =>
  (row) => {
    let verdict: Verdict = true;
    for (const judge of judges) {
      const one = judge(row);
      if (one === false) return false;
      verdict = one === null ? null : verdict;
    }
    return verdict;
  };
const opposite =
  (judge: Judge): Judge =>
  (row) => {
    const verdict = judge(row);
    return verdict === null ? null : !verdict;
  };
const any = (judges: readonly Judge[]): Judge => opposite(all(judges.map(opposite)));
