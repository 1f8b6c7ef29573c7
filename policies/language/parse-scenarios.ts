import { isMap } from 'yaml';
import type { PersonKey } from '../../identifiers/person-key.ts';
import { DocumentReader, type Place } from './document-reader.ts';
import type { ApplicationId, Clearance, DivisionCode, Subject } from '../vocabulary.ts';
import { DIVISION } from './parse-policy-document.ts';
import type { PolicyProblem } from './policy-problem.ts';

/**
 * A question and what is expected to be decided about it, readable by those who answer for a policy. The same files
 * run against the policy set and against a running hub.
 */
export interface Scenario {
  readonly title: string;
  /** The name of a subject that the runner knows (a token's name), or a subject that the scenario describes itself. */
  readonly subject: string | Subject;
  readonly purpose: string;
  readonly operation: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether it is asked under a case that was checked. */
  readonly hasCase: boolean;
  /** `YYYY-MM-DD`, noon in China; null: the runner's day. */
  readonly on: string | null;
  readonly expect: Expectation;
}

/** What is refused, masked or filtered is exact: what is not listed must not happen. The rest is compared where given. */
export interface Expectation {
  /** Refused uses as `Type.field` (selections, invocations) or `Type.field:use`, with the forbidding rule, `needs a case` or `nothing permits`. */
  readonly denied: ReadonlyMap<string, string>;
  /** Fields that are shown masked, with the mask. */
  readonly masks: ReadonlyMap<string, string>;
  /** Types whose rows are filtered, with the row conditions, joined by commas. */
  readonly rows: ReadonlyMap<string, string>;
  /** Uses that stand under limits, named like refused ones, with what is given a day: `exchanges 20000, people 500`. */
  readonly limits: ReadonlyMap<string, string> | null;
  /** People whom every group of the answer must have at least. */
  readonly smallestGroup: number | null;
}

/** Reads a file of scenarios. */
export function parseScenarios(
  file: string,
  text: string,
): { readonly scenarios: readonly Scenario[]; readonly problems: readonly PolicyProblem[] } {
  const reader = new DocumentReader(file, text);
  const list = reader.root ? reader.mapping(reader.root, ['scenarios']).get('scenarios') : undefined;
  const scenarios = reader.list(list).map((place) => readScenario(reader, place));
  return { scenarios, problems: reader.problems };
}

function readScenario(reader: DocumentReader, place: Place): Scenario {
  const parts = reader.mapping(
    place,
    ['title', 'subject', 'purpose', 'operation', 'expect'],
    ['variables', 'on', 'case'],
  );
  const expected = parts.get('expect');
  const expectation = expected
    ? reader.mapping(expected, [], ['denied', 'masks', 'rows', 'limits', 'smallestGroup'])
    : new Map<string, Place>();
  const on = parts.get('on');
  const limits = expectation.get('limits');
  const smallestGroup = expectation.get('smallestGroup');
  return {
    title: reader.text(parts.get('title')),
    subject: readSubject(reader, parts.get('subject')),
    purpose: reader.text(parts.get('purpose')),
    operation: reader.text(parts.get('operation')),
    variables: readVariables(reader, parts.get('variables')),
    hasCase: parts.has('case') && reader.choice(parts.get('case'), ['checked']) !== null,
    on: on ? reader.text(on, /^\d{4}-\d{2}-\d{2}$/u, 'a day, `YYYY-MM-DD`') : null,
    expect: {
      denied: reader.dictionary(expectation.get('denied')),
      masks: reader.dictionary(expectation.get('masks')),
      rows: reader.dictionary(expectation.get('rows')),
      limits: limits ? reader.dictionary(limits) : null,
      smallestGroup: smallestGroup ? reader.wholeNumber(smallestGroup, { from: 1, to: 1_000_000 }) : null,
    },
  };
}

/** A name, or the attributes that a token would carry. */
function readSubject(reader: DocumentReader, place: Place | undefined): string | Subject {
  if (!place || !isMap(place.node)) return reader.text(place);
  const parts = reader.mapping(
    place,
    ['application', 'department', 'region', 'roles'],
    ['official', 'organisation', 'person', 'clearance'],
  );
  const clearance = parts.get('clearance');
  const optional = (name: string) => (parts.has(name) ? reader.text(parts.get(name)) : null);
  return {
    application: reader.text(parts.get('application')) as ApplicationId,
    department: reader.text(parts.get('department')),
    region: reader.text(parts.get('region'), DIVISION, 'a division code of six digits') as DivisionCode,
    roles: reader.texts(parts.get('roles')),
    official: optional('official'),
    organisation: optional('organisation'),
    person: optional('person') as PersonKey | null,
    clearance: clearance ? (reader.wholeNumber(clearance, { from: 0, to: 4 }) as Clearance) : 0,
  };
}

/** Variables are JSON text, since their types matter. */
function readVariables(reader: DocumentReader, place: Place | undefined): Readonly<Record<string, unknown>> {
  if (!place) return {};
  try {
    const value: unknown = JSON.parse(reader.text(place));
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, unknown>>;
  } catch {
    // Named below, with its position.
  }
  reader.problem(place, 'expected a JSON object as text');
  return {};
}
