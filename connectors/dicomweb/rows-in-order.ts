import type { Ordering, SourceRow } from '../contract.ts';
import type { RowColumns } from '../rows/column-type.ts';
import { rowOrder } from '../rows/row-order.ts';
import { rowOf, type DicomJsonObject } from './attribute-value.ts';
import type { DicomwebSession } from './dicomweb-session.ts';
import type { DicomwebRelation } from './dicomweb-source.ts';
import type { SearchParameters } from './narrow-search.ts';
import { instanceUid, listInstances, readSeries, type ListedInstance } from './read-units.ts';

interface Searched {
  readonly relation: DicomwebRelation;
  readonly columns: RowColumns;
  readonly searches: readonly SearchParameters[];
}

/** Whether rows can be put in this order before they are read. */
export function isListedOrder({ level, columns }: DicomwebRelation, orderBy: readonly Ordering[]): boolean {
  return level === 'instance' && orderBy.every(({ column }) => columns[column]?.isListed === true);
}

/**
 * The rows of a relation in an order for which `isListedOrder` holds: what the server lists is put in order first, so that of
 * the rows themselves no more lies in memory than is taken.
 */
export async function* rowsInOrder(
  session: DicomwebSession,
  { relation, columns, searches }: Searched,
  orderBy: readonly Ordering[],
): AsyncGenerator<readonly SourceRow[]> {
  const fields = orderBy.flatMap(({ column }) => relation.columns[column]?.tag ?? []);
  const listed: { readonly instance: ListedInstance; readonly row: SourceRow }[] = [];
  for await (const page of listInstances(session, searches, fields))
    listed.push(...page.map((instance) => ({ instance, row: rowOf(instance.dataSet, relation) })));
  const compare = rowOrder(orderBy, columns);
  listed.sort((one, other) => compare(one.row, other.row));
  for (const run of runsOf(listed.map(({ instance }) => instance)))
    for await (const dataSets of readRun(session, run)) yield dataSets.map((each) => rowOf(each, relation));
}

/** The instances of a run in its order; one that comes too early is kept until its turn. */
async function* readRun(
  session: DicomwebSession,
  { series, uids }: Run,
): AsyncGenerator<readonly DicomJsonObject[]> {
  const early = new Map<string, DicomJsonObject>();
  let at = 0;
  const due = (): DicomJsonObject[] => {
    const ready: DicomJsonObject[] = [];
    for (;;) {
      const uid = uids[at];
      const dataSet = uid === undefined ? undefined : early.get(uid);
      if (uid === undefined || dataSet === undefined) return ready;
      early.delete(uid);
      ready.push(dataSet);
      at += 1;
    }
  };
  const wanted = new Set(uids);
  for await (const dataSets of readSeries(session, series)) {
    for (const dataSet of dataSets)
      if (wanted.has(instanceUid(dataSet))) early.set(instanceUid(dataSet), dataSet);
    const ready = due();
    if (ready.length > 0) yield ready;
  }
  // What was listed and did not come is not there any more.
  yield uids
    .slice(at)
    .map((uid) => early.get(uid))
    .filter((dataSet) => dataSet !== undefined);
}

interface Run {
  readonly series: string;
  readonly uids: string[];
}

/** Instances that follow each other in one series are read at once. */
function runsOf(listed: readonly ListedInstance[]): readonly Run[] {
  const runs: Run[] = [];
  for (const { series, uid } of listed) {
    const last = runs.at(-1);
    if (last?.series === series) last.uids.push(uid);
    else runs.push({ series, uids: [uid] });
  }
  return runs;
}
