import type { GraphCatalogue } from '../operation/graph-catalogue.ts';
import { RECORD_FIELDS } from '../rules/binding-step.ts';
import type { EvidencePath } from '../rules/evidence-path.ts';
import { pathText, type ReadPath } from '../rules/typed-expression.ts';
import { objectBelow, valueAt, type CaseRecord } from './case-record.ts';
import type { Bound } from './collect-records.ts';
import type { AnswerPath } from '../../kit/following/ask-hub.ts';
import type { ErrorPaths } from './error-paths.ts';
import { matchTierOf, weakestTier, type MatchTier } from './match-tier.ts';

/** One value of one record, as it was read. */
export interface EvidenceValue {
  /** `binding.field`, as rules write it. */
  readonly path: string;
  readonly agency: string;
  readonly dataset: string;
  readonly typeName: string;
  readonly fieldName: string;
  readonly recordKey: string;
  readonly value: unknown;
  readonly asOf: string;
  readonly matchTier: MatchTier;
}

/** Whom a conclusion is about, and the record that says so: the one whose edge leads to the person. */
export interface NamedPerson {
  readonly key: string | null;
  readonly path: AnswerPath | null;
}

/** What evidence is taken from: a case, the person it is about, and what the hub said of it. */
export interface EvidenceSource {
  readonly subject: CaseRecord & { readonly known: true };
  readonly person: NamedPerson;
  readonly graph: GraphCatalogue;
  readonly errors: ErrorPaths;
}

export function personAt(about: ReadPath, bound: Bound): NamedPerson {
  const record = bound.get(about.binding);
  if (record === undefined) return { key: null, path: null };
  const person = objectBelow(record, about.fields);
  const holder = objectBelow(record, about.fields.slice(0, -1));
  return { key: keyOf(person), path: holder.known ? holder.path : null };
}

/** Null where the value is not known, or its record does not say which one it is and as of when. */
export function evidenceAt(path: EvidencePath, bound: Bound, source: EvidenceSource): EvidenceValue | null {
  const record = bound.get(path.binding);
  if (record === undefined) return null;
  const found = valueAt(record, path.fields, source.errors);
  if (found.state === 'unknown') return null;
  const recordKey = found.parent.values[RECORD_FIELDS.key];
  const asOf = found.parent.values[RECORD_FIELDS.asOf];
  const dataset = source.graph.datasetOf(path.typeName);
  if (typeof recordKey !== 'string' || typeof asOf !== 'string' || dataset === null) return null;
  return {
    path: pathText(path),
    agency: dataset.agency,
    dataset: dataset.id,
    typeName: path.typeName,
    fieldName: path.fieldName,
    recordKey,
    value: found.state === 'present' ? found.value : null,
    asOf,
    matchTier: tierOf(found.parent, source),
  };
}

/**
 * What names the person of the conclusion, and what is reached through any person, rests on those persons' numbers; the
 * rest on its register's own keys.
 */
function tierOf(
  record: CaseRecord & { readonly known: true },
  { subject, person }: EvidenceSource,
): MatchTier {
  const flag = record.values[RECORD_FIELDS.flag];
  const keys = peopleOnTheWay(subject, record.path.slice(subject.path.length));
  if (person.path?.every((step, index) => record.path[index] === step) === true) keys.push(person.key);
  return keys.length === 0 ? 'A' : weakestTier(keys.map((key) => matchTierOf(key, flag)));
}

function peopleOnTheWay(subject: CaseRecord & { readonly known: true }, way: AnswerPath): (string | null)[] {
  const keys: (string | null)[] = [];
  let { object } = subject;
  let value: unknown = subject.values;
  const look = (): void => {
    if (object.typeName === 'Person') keys.push(keyIn(value));
  };
  look();
  for (const [index, step] of way.entries()) {
    value = (value as Readonly<Record<string | number, unknown>> | undefined)?.[step];
    const field = typeof step === 'string' ? object.fields.get(step) : undefined;
    if (field !== undefined && field.kind !== 'leaf') object = field.object;
    // A list is followed by the place of its object.
    if (typeof way[index + 1] !== 'number') look();
  }
  return keys;
}

function keyOf(record: CaseRecord): string | null {
  return record.known ? keyIn(record.values) : null;
}

function keyIn(values: unknown): string | null {
  const key = (values as Readonly<Record<string, unknown>> | undefined)?.['id'];
  return typeof key === 'string' ? key : null;
}
