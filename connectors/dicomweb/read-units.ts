import { ConnectorError } from '../contract.ts';
import type { DicomJsonObject } from './attribute-value.ts';
import type { DicomwebSession } from './dicomweb-session.ts';
import type { DicomwebRelation } from './dicomweb-source.ts';
import type { SearchParameters } from './narrow-search.ts';

/** Data sets a page of a list; a server may give fewer. */
const PAGE = 200;
const STUDY = '0020000D';
const SERIES = '0020000E';
const INSTANCE = '00080018';
const LISTS = {
  study: { path: '/studies', key: STUDY },
  series: { path: '/series', key: SERIES },
  instance: { path: '/instances', key: INSTANCE },
} as const;

/**
 * The data sets of a relation, as the server gives them: from its list where studies or series are meant, else series by
 * series, with all attributes of their instances.
 */
export async function* readUnits(
  session: DicomwebSession,
  { level, columns }: DicomwebRelation,
  searches: readonly SearchParameters[],
): AsyncGenerator<readonly DicomJsonObject[]> {
  const fields = Object.values(columns).map(({ tag }) => tag);
  if (level !== 'instance') yield* readList(session, { level, searches, fields });
  else for await (const path of listSeries(session, searches)) yield* readSeries(session, path);
}

/** An instance as the server lists it. */
export interface ListedInstance {
  readonly dataSet: DicomJsonObject;
  /** Path of its series. */
  readonly series: string;
  readonly uid: string;
}

/** The instances that the server lists, with some of their attributes, unread. */
export async function* listInstances(
  session: DicomwebSession,
  searches: readonly SearchParameters[],
  fields: readonly string[],
): AsyncGenerator<readonly ListedInstance[]> {
  for await (const page of readList(session, { level: 'instance', searches, fields }))
    yield page.map((dataSet) => ({
      dataSet,
      series: pathOfSeries(dataSet),
      uid: instanceUid(dataSet),
    }));
}

/** All attributes of the instances of a series, as they come. */
export function readSeries(
  session: DicomwebSession,
  path: string,
): AsyncGenerator<readonly DicomJsonObject[]> {
  return session.read(`${path}/metadata`);
}

export function instanceUid(dataSet: DicomJsonObject): string {
  return uidOf(dataSet, INSTANCE);
}

async function* listSeries(
  session: DicomwebSession,
  searches: readonly SearchParameters[],
): AsyncGenerator<string> {
  for await (const page of readList(session, { level: 'series', searches, fields: [] }))
    for (const dataSet of page) yield pathOfSeries(dataSet);
}

interface AskedList {
  readonly level: keyof typeof LISTS;
  readonly searches: readonly SearchParameters[];
  readonly fields: readonly string[];
}

/** So many times a page may be the one before, for a list that changes while it is read. */
const REPEATED_PAGES = 3;
/** What is listed is remembered while a list is read; no server has so much. */
const LONGEST_LIST = 5_000_000;

/**
 * Whatever a list has, once, by however many searches. A page that is short need not be the last: the empty one is. A server that
 * knows no `offset` says the same for ever: what it lists is then refused, for nobody can tell whether that is all.
 */
async function* readList(
  session: DicomwebSession,
  { level, searches, fields }: AskedList,
): AsyncGenerator<readonly DicomJsonObject[]> {
  const { path, key } = LISTS[level];
  const seen = new Set<string>();
  for (const search of searches) {
    for (let offset = 0, repeated = 0, before = ''; ;) {
      const query = new URLSearchParams({ ...search, limit: String(PAGE), offset: String(offset) });
      // One each: not every server parts a list of them.
      for (const field of fields) query.append('includefield', field);
      const page = await session.ask(`${path}?${query.toString()}`);
      if (page.length === 0) break;
      offset += page.length;
      const uids = page.map((dataSet) => uidOf(dataSet, key)).join(' ');
      repeated = uids === before ? repeated + 1 : 0;
      before = uids;
      if (repeated === REPEATED_PAGES || offset > LONGEST_LIST)
        throw new ConnectorError('unreachable', 'the list of the source has no end');
      const unseen = page.filter((dataSet) => !seen.has(uidOf(dataSet, key)));
      for (const dataSet of unseen) seen.add(uidOf(dataSet, key));
      yield unseen;
    }
  }
}

function pathOfSeries(dataSet: DicomJsonObject): string {
  return `/studies/${uidOf(dataSet, STUDY)}/series/${uidOf(dataSet, SERIES)}`;
}

function uidOf(dataSet: DicomJsonObject, tag: string): string {
  const uid = dataSet[tag]?.Value?.[0];
  // It becomes part of a path: a server that says anything else is not followed.
  return typeof uid === 'string' && /^[0-9.]{1,64}$/u.test(uid) ? uid : '0';
}
