import type {
  AggregatedGroup,
  Aggregation,
  Overlay,
  Pieces,
  Predicate,
} from '../../../connectors/contract.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { SMALLEST_GROUP } from '../../../policies/grant-claims.ts';
import type { FieldCoordinate } from '../../../policies/vocabulary.ts';
import { filterPredicates } from '../filter-predicate.ts';
import { filtersOf, recordsKnownAt, rowFilters } from '../row-scope.ts';
import { readOptionsOf, type SubgraphContext } from '../subgraph-context.ts';
import type { AggregateLedger, AggregateWindow } from './aggregate-ledger.ts';
import { type AnsweredAggregate, isSameAggregate } from './answered-aggregate.ts';
import { foldGroups, type FoldedGroups } from './fold-groups.ts';
import { orderGroups } from './order-groups.ts';
import { rowsOfGroups } from './rows-of-groups.ts';
import type { StatisticsQuery } from './statistics-query.ts';
import { connectedToLast, tellApartFew } from './tell-apart-few.ts';

/** One row of an answer, by field of the statistic's type. A dimension that is not grouped by is null. */
export type Statistic = Readonly<Record<string, unknown>>;

/**
 * Groups of records with how many people they are about and what their amounts add up to. Small groups are folded
 * together, and what would tell of few people beside an earlier answer is refused; see docs/statistics.md.
 * @throws SluiceError AGGREGATE_OVERLAP; OPERATION_INVALID as of an instant; GRANT_INVALID where a mask or a row filter of the grant can not be kept
 */
export async function readStatistics(
  query: StatisticsQuery,
  args: Readonly<Record<string, unknown>>,
  context: SubgraphContext,
): Promise<readonly Statistic[]> {
  const { aggregates, grant } = context;
  if (grant.asOf !== null)
    throw new SluiceError('OPERATION_INVALID', { reason: 'statistics are not given as of an instant' });
  if (!aggregates) throw new Error('statistics are served without a place to keep what was answered');
  const by = fieldsNamed(args['by'], query.dimensions);
  const of = fieldsNamed(args['of'], query.measures);
  refuseMasked(query, by, context);
  refuseNamedPeople(query, context);
  const asker = {
    application: grant.subject.application,
    purpose: grant.purpose,
    type: query.type,
  };
  const asked = {
    ...asker,
    where: canonical([
      ...filterPredicates(args['filter'], query.filters),
      ...rowFilters(grant, query.type, query.rows, { type: query.statistic }),
    ]),
    groupBy: by.map((field) => query.column(field)).toSorted(),
    smallestGroup: Math.max(SMALLEST_GROUP, grant.smallestGroup),
  };
  return aggregates.inTurn(asker, async () => {
    const window = aggregates.window();
    const reader = new GroupReader(query, asked, window, context);
    const folded = await reader.folded(of);
    // An empty population and a small one are answered alike, and neither leaves a trace for later questions.
    if (!folded) return [];
    const answered = { ...asked, window: window.number, alsoFolded: folded.alsoFolded };
    await reader.refuseOverlaps(answered, aggregates, window);
    return rowsOf(folded, { by, of, groupBy: asked.groupBy.map((column) => query.field(column)) });
  });
}

type Asked = Omit<AnsweredAggregate, 'window' | 'alsoFolded'>;

/** Reads the groups of one question, and compares them with those of earlier ones. */
class GroupReader {
  private readonly query: StatisticsQuery;
  private readonly asked: Asked;
  private readonly context: SubgraphContext;
  private readonly known: readonly Predicate[];

  constructor(query: StatisticsQuery, asked: Asked, { beganAt }: AggregateWindow, context: SubgraphContext) {
    this.query = query;
    this.asked = asked;
    this.context = context;
    this.known = recordsKnownAt(beganAt);
  }

  async folded(of: readonly string[]): Promise<FoldedGroups | null> {
    const { groupBy, smallestGroup } = this.asked;
    const groups = await this.aggregate({ groupBy, sums: of.map((field) => this.query.column(field)) }, []);
    return foldGroups(orderGroups(groups), smallestGroup, async (some) => {
      const rows = rowsOfGroups(
        groupBy,
        some.map(({ group }) => group),
      );
      const [together] = await this.aggregate({ groupBy: [], sums: [] }, [rows]);
      return together?.distinct ?? 0;
    });
  }

  /** @throws SluiceError AGGREGATE_OVERLAP; otherwise the answer is noted, and may leave */
  async refuseOverlaps(
    answer: AnsweredAggregate,
    ledger: AggregateLedger,
    window: AggregateWindow,
  ): Promise<void> {
    const earlier = ledger.answered(answer, window);
    if (earlier.some((other) => isSameAggregate(other, answer))) return;
    if (earlier.length > 0 && (await this.tellsApart([...earlier, answer])))
      throw new SluiceError('AGGREGATE_OVERLAP', { type: this.query.type });
    await ledger.note(answer);
  }

  /** Whether the last of these answers tells of few people beside the others. */
  private async tellsApart(answers: readonly AnsweredAggregate[]): Promise<boolean> {
    const { rows } = await this.overlay(answers, []);
    const connected = connectedToLast(rows).flatMap((at) => answers[at] ?? []);
    if (connected.length === 1) return false;
    const { groupBy } = this.asked;
    const isAlike = connected.every((each) => JSON.stringify(each.groupBy) === JSON.stringify(groupBy));
    return !isAlike || tellApartFew(connected, await this.overlay(connected, groupBy));
  }

  private overlay(answers: readonly AnsweredAggregate[], groupBy: readonly string[]): Promise<Pieces> {
    const { connector } = this.context;
    const overlay: Overlay = {
      relation: this.query.rows.relation,
      choices: answers.map(({ where }) => this.scoped([where])),
      groupBy,
      distinct: this.query.subjectColumn,
    };
    return connector.overlay(overlay, readOptionsOf(this.context));
  }

  private aggregate(
    part: Pick<Aggregation, 'groupBy' | 'sums'>,
    more: readonly Predicate[],
  ): Promise<readonly AggregatedGroup[]> {
    const { connector } = this.context;
    const aggregation: Aggregation = {
      relation: this.query.rows.relation,
      where: this.scoped([this.asked.where, ...more]),
      distinct: this.query.subjectColumn,
      ...part,
    };
    return connector.aggregate(aggregation, readOptionsOf(this.context));
  }

  private scoped(parts: readonly Predicate[]): Predicate {
    return { kind: 'all', of: [...this.known, ...parts] };
  }
}

/** Equal conditions in any order are one text, so that the same question is known again. */
function canonical(conditions: readonly Predicate[]): Predicate {
  const sorted = conditions
    .map((each) => (each.kind === 'in' ? { ...each, values: each.values.toSorted() } : each))
    .map((each) => JSON.stringify(each));
  return { kind: 'all', of: [...new Set(sorted)].toSorted().map((text) => JSON.parse(text) as Predicate) };
}

/** The fields that enum values name, each once. */
function fieldsNamed(names: unknown, fields: Readonly<Record<string, string>>): readonly string[] {
  const given = Array.isArray(names) ? (names as readonly unknown[]) : [];
  return [...new Set(given)].map((name) => {
    const field = fields[String(name)];
    if (field === undefined) throw new Error(`\`${String(name)}\` is not mapped`);
    return field;
  });
}

/** A group shows the value of its dimension, so whoever may see that only under a mask has no groups by it. */
function refuseMasked({ type }: StatisticsQuery, by: readonly string[], { grant }: SubgraphContext): void {
  for (const field of by) {
    const mask = grant.masks[`${type}.${field}` as FieldCoordinate];
    if (mask !== undefined) throw new SluiceError('GRANT_INVALID', { field: `${type}.${field}`, mask });
  }
}

/** Statistics are of areas and times: a list of people would be kept in the ledger, and each be told by leaving it out. */
function refuseNamedPeople({ type, statistic }: StatisticsQuery, { grant }: SubgraphContext): void {
  if (filtersOf(grant, type, { type: statistic }).some(({ kind }) => kind === 'subjects'))
    throw new SluiceError('GRANT_INVALID', { type, filter: 'subjects' });
}

interface Shape {
  readonly by: readonly string[];
  readonly of: readonly string[];
  /** The fields in the order of a group's values. */
  readonly groupBy: readonly string[];
}

function rowsOf({ shown, remainder }: FoldedGroups, { by, of, groupBy }: Shape): readonly Statistic[] {
  const totals = (sums: readonly bigint[]) => of.map((field, at) => [field, fen(sums[at] ?? 0n)] as const);
  const rows = shown.map(({ group, distinct, sums }): Statistic => ({
    ...Object.fromEntries(by.map((field) => [field, group[groupBy.indexOf(field)]])),
    ...Object.fromEntries(totals(sums)),
    people: distinct,
    isRemainder: false,
  }));
  if (!remainder) return rows;
  const together = of.map((_, at) => remainder.groups.reduce((sum, { sums }) => sum + (sums[at] ?? 0n), 0n));
  return [...rows, { ...Object.fromEntries(totals(together)), people: remainder.people, isRemainder: true }];
}

/** A number where one can hold it and else its digits, as connectors give whole numbers. */
const fen = (sum: bigint): number | string => (Number.isSafeInteger(Number(sum)) ? Number(sum) : String(sum));
