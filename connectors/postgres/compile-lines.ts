import { ConnectorError, type Predicate } from '../contract.ts';
import type { KeyedLines, LineColumn, LineHaving, LineSelection } from '../line-selection.ts';
import { column, type ColumnTypes, predicate, relationName, statementOf } from './compile-selection.ts';
import { lineValue } from './line-value.ts';
import { TransactionSettings } from './transaction-settings.ts';
import { type Fragment, typeName } from './value-writer.ts';

/** A COPY statement, and the statement that puts its values where it reads them, in the same transaction before it. */
export interface CompiledLines {
  readonly settings: { readonly text: string; readonly values: unknown[] };
  readonly text: string;
}

/** The columns of the relation, and of the one that keys are looked for among. */
export interface LineTypes {
  readonly own: ColumnTypes;
  readonly among: ColumnTypes | null;
}

/** From so many keys on each is not looked up by itself, which the planner would do: it takes them for few. */
const MANY_KEYS = 10_000;
const KEY = '_key';

/** @throws ConnectorError `bad-selection` as for a selection */
export function compileLines(selection: LineSelection, types: LineTypes): CompiledLines {
  const compiler = new LineCompiler(selection, types);
  const { text } = statementOf(compiler.statement());
  return { settings: compiler.settings.statement(), text: `copy (${text}) to stdout` };
}

class LineCompiler {
  readonly settings = new TransactionSettings();
  private readonly selection: LineSelection;
  private readonly types: LineTypes;
  /** What the columns of the records found are, their key among them. */
  private readonly found: ColumnTypes;

  constructor(selection: LineSelection, types: LineTypes) {
    if (selection.columns.length === 0) throw new ConnectorError('bad-selection', 'a line needs a column');
    this.selection = selection;
    this.types = types;
    this.found = selection.keyed
      ? new Map([...types.own, [KEY, keyType(selection.keyed, types.own)]])
      : types.own;
    // Compiling a statement that runs once to machine code takes longer than it saves.
    this.settings.set('jit', 'off');
    if ((selection.keyed?.keys?.count ?? 0) < MANY_KEYS) return;
    this.settings.set('enable_nestloop', 'off');
    this.settings.set('work_mem', '64MB');
  }

  statement(): Fragment {
    const { columns, shown, having } = this.selection;
    const rows = this.rows();
    const line = listed(columns.map((each) => this.lineColumn(each)));
    const condition = this.condition(shown, this.found);
    return having
      ? fragment`with r as (${rows}) select distinct ${line} from r where ${condition} and ${KEY_NAME} in (${this.reaching(having)})`
      : fragment`select ${line} from (${rows}) as r where ${condition}`;
  }

  /** The records that are considered, each with its key. */
  private rows(): Fragment {
    const { keyed } = this.selection;
    if (!keyed) return this.scan(null, []);
    // Records of all columns that hold the key together; each condition is written once, for values are numbered.
    const branches = keyed.by.map((_, at) => this.scan(keyed, keyed.by.slice(0, at + 1)));
    const all = listed(branches, ' union all ');
    if (!keyed.firstBy) return all;
    const order = listed([
      KEY_NAME,
      ...keyed.firstBy.map(({ column: name, direction }) => {
        const known = named(column(name, this.types.own));
        return direction === 'desc' ? fragment`${known} desc` : fragment`${known} asc`;
      }),
    ]);
    return fragment`select distinct on (${KEY_NAME}) * from (${all}) as f order by ${order}`;
  }

  /** @param by the column in which the key is, last; before it those in which it was looked for already */
  private scan(keyed: KeyedLines | null, by: KeyedLines['by']): Fragment {
    const { relation, where } = this.selection;
    const from = named(relationName(relation));
    const columns = this.neededColumns().map((name) => named(column(name, this.types.own)));
    const scope = this.condition(where, this.types.own);
    const last = by.at(-1);
    if (!keyed || !last) return fragment`select ${listed(columns)} from ${from} where ${scope}`;
    const key = named(column(last.column, this.types.own));
    const conditions = [
      scope,
      this.condition(last.where, this.types.own),
      this.isAsked(key, keyed),
      ...by.slice(0, -1).map((earlier) => {
        const other = named(column(earlier.column, this.types.own));
        return fragment`(${other} = ${key} and ${this.condition(earlier.where, this.types.own)}) is not true`;
      }),
    ];
    return fragment`select ${listed([fragment`${key} as ${KEY_NAME}`, ...columns])} from ${from} where ${listed(conditions, ' and ')}`;
  }

  private isAsked(key: Fragment, { keys, among }: KeyedLines): Fragment {
    const type = typeName(this.found.get(KEY) ?? '');
    const conditions = [
      keys
        ? fragment`${key} in (select unnest(string_to_array(${bare(this.settings.text(keys.bytes))}, E'\\n')::${bare(type)}[]))`
        : fragment`${key} is not null`,
    ];
    if (among) {
      if (!this.types.among) throw new Error('the columns of the relation of the keys were not read');
      const condition = this.condition(among.where, this.types.among);
      const other = named(column(among.column, this.types.among));
      conditions.push(
        fragment`${key} in (select ${other} from ${named(relationName(among.relation))} where ${condition})`,
      );
    }
    return listed(conditions, ' and ');
  }

  private reaching({ measure, column: name, op, value }: LineHaving): Fragment {
    if (!['>', '>='].includes(op) || !Number.isFinite(value) || (measure === 'sum') !== (name !== null))
      throw new ConnectorError('bad-selection', 'no such bound');
    const total = name === null ? bare('count(*)') : fragment`sum(${named(column(name, this.types.own))})`;
    const condition = this.condition(this.selection.shown, this.found);
    return fragment`select ${KEY_NAME} from r where ${condition} group by ${KEY_NAME} having ${total} ${bare(op)} ${bare(this.settings.text(String(value)))}::numeric`;
  }

  private lineColumn(each: LineColumn): Fragment {
    if (each.kind === 'key') {
      const type = this.found.get(KEY);
      if (type === undefined) throw new ConnectorError('bad-selection', 'records without a key show none');
      return lineValue(KEY_NAME, type);
    }
    const known = column(each.column, this.types.own);
    const value = lineValue(named(known), this.types.own.get(known) ?? '');
    return each.prefix === undefined ? value : fragment`${bare(this.settings.text(each.prefix))} || ${value}`;
  }

  private condition(where: Predicate, types: ColumnTypes): Fragment {
    return fragment`(${predicate(where, types, this.settings)})`;
  }

  private neededColumns(): readonly string[] {
    const { columns, shown, having, keyed } = this.selection;
    const needed = new Set<string>(columnsOf(shown));
    for (const each of columns) {
      if (each.kind === 'column') needed.add(each.column);
    }
    for (const { column: name } of keyed?.firstBy ?? []) needed.add(name);
    if (having && having.column !== null) needed.add(having.column);
    return [...needed];
  }
}

const bare = (sql: string): Fragment => ({ sql, bindings: [] });
const named = (name: string): Fragment => ({ sql: '??', bindings: [name] });
const KEY_NAME = bare(`"${KEY}"`);

function fragment(texts: TemplateStringsArray, ...parts: readonly Fragment[]): Fragment {
  return {
    sql: texts.reduce((sql, text, at) => `${sql}${parts[at - 1]?.sql ?? ''}${text}`),
    bindings: parts.flatMap(({ bindings }) => bindings),
  };
}

const listed = (parts: readonly Fragment[], word = ', '): Fragment => ({
  sql: parts.map(({ sql }) => sql).join(word),
  bindings: parts.flatMap(({ bindings }) => bindings),
});

/** Keys found in several columns are one: of the first column's type. */
function keyType({ by }: KeyedLines, types: ColumnTypes): string {
  const [first] = by;
  if (!first) throw new ConnectorError('bad-selection', 'a key needs a column');
  return types.get(column(first.column, types)) ?? '';
}

function columnsOf(where: Predicate): readonly string[] {
  switch (where.kind) {
    case 'all':
    case 'any':
      return where.of.flatMap(columnsOf);
    case 'not':
    case 'not-false':
      return columnsOf(where.of);
    case 'in-tuples':
      return where.columns;
    default:
      return [where.column];
  }
}
