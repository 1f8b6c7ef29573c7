import { isSeq } from 'yaml';
import { isCalendarDay } from '../../identifiers/calendar-day.ts';
import { SHARING_CLASSES } from '../catalogue.ts';
import {
  type Clearance,
  type FieldCoordinate,
  type MaskKind,
  type PurposeId,
  type RuleId,
  USES,
} from '../vocabulary.ts';
import { DocumentReader, type Place } from './document-reader.ts';
import type {
  DerivationRule,
  LimitObligation,
  MaskObligation,
  Obligation,
  PolicyDocument,
  Resource,
  Rule,
  SubjectCondition,
  Wording,
} from './policy-document.ts';
import type { PolicyProblem, Position } from './policy-problem.ts';

/** A document with the positions of its parts, by path (`rules.3.id`). */
export interface ParsedPolicyDocument {
  readonly file: string;
  readonly document: PolicyDocument;
  readonly positions: ReadonlyMap<string, Position>;
  /** Where any is given, `document` is incomplete and must not be used. */
  readonly problems: readonly PolicyProblem[];
}

/** An agency of a province has some dozens. */
const MOST_RULES = 2_000;

const NAME = /^[a-z][a-z0-9-]*$/u;
const RULE_ID = /^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/u;
const GRAPHQL_NAME = /^[A-Za-z]\w*$/u;
const COORDINATE = /^[A-Za-z]\w*\.[A-Za-z]\w*$/u;
/** A division code as policies write it. */
export const DIVISION = /^[1-9][0-9]{5}$/u;
const DATE = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/u;

/** Reads the text of one policy document. Says what is wrong with its form; `checkPolicies` says the rest. */
export function parsePolicyDocument(file: string, text: string): ParsedPolicyDocument {
  const reader = new DocumentReader(file, text);
  const parts = reader.root
    ? reader.mapping(reader.root, ['agency', 'rules'], ['subgraphs', 'derivations'])
    : new Map<string, Place>();
  const agency = reader.text(parts.get('agency'), NAME, 'the name of an agency');
  const subgraphs = parts.has('subgraphs') ? reader.texts(parts.get('subgraphs'), NAME) : [agency];
  const listed = parts.get('rules');
  if (listed && isSeq(listed.node) && listed.node.items.length > MOST_RULES)
    reader.problem(listed, `a document has at most ${MOST_RULES} rules`);
  const rules = reader.list(listed).map((place) => readRule(reader, place, agency));
  const derivations = reader
    .list(parts.get('derivations'))
    .map((place) => readDerivation(reader, place, agency));
  return {
    file,
    document: { agency, subgraphs, rules, derivations },
    positions: reader.positions,
    problems: reader.problems,
  };
}

function readRule(reader: DocumentReader, place: Place, agency: string): Rule {
  const parts = reader.mapping(
    place,
    ['id', 'effect', 'title', 'legalBasis', 'purposes', 'subjects', 'resources', 'uses'],
    ['case', 'obligations', 'validFrom', 'validTo'],
  );
  const effect = reader.choice(parts.get('effect'), ['permit', 'forbid']) ?? 'forbid';
  for (const name of ['case', 'obligations']) {
    const place = parts.get(name);
    if (place && effect === 'forbid') reader.problem(place, `a \`forbid\` has no \`${name}\``);
  }
  return {
    id: readRuleId(reader, parts.get('id'), agency),
    effect,
    title: readWording(reader, parts.get('title')),
    legalBasis: reader.texts(parts.get('legalBasis')),
    purposes: readAll(reader, parts.get('purposes'), effect, 'all')
      ? 'all'
      : (reader.texts(parts.get('purposes'), NAME, 'the name of a purpose') as readonly PurposeId[]),
    subjects: readAll(reader, parts.get('subjects'), effect, 'everybody')
      ? 'everybody'
      : readSubjects(reader, parts.get('subjects')),
    resources: reader.list(parts.get('resources')).map((item) => readResource(reader, item)),
    uses: readAll(reader, parts.get('uses'), effect, 'all') ? 'all' : reader.choices(parts.get('uses'), USES),
    obligations: reader.list(parts.get('obligations')).map((item) => readObligation(reader, item)),
    needsCase: parts.has('case') && reader.choice(parts.get('case'), ['required']) !== null,
    ...readValidity(reader, parts.get('validFrom'), parts.get('validTo')),
  };
}

function readRuleId(reader: DocumentReader, place: Place | undefined, agency: string): RuleId {
  const id = reader.text(place, RULE_ID, 'an id like `agency/what-it-permits`');
  if (place && id !== '' && !id.startsWith(`${agency}/`))
    reader.problem(place, `the id of a rule of this document begins with \`${agency}/\``);
  return id as RuleId;
}

function readDerivation(reader: DocumentReader, place: Place, agency: string): DerivationRule {
  const parts = reader.mapping(
    place,
    ['id', 'title', 'legalBasis', 'purposes', 'output', 'inputs'],
    ['validFrom', 'validTo'],
  );
  return {
    id: readRuleId(reader, parts.get('id'), agency),
    title: readWording(reader, parts.get('title')),
    legalBasis: reader.texts(parts.get('legalBasis')),
    purposes: reader.texts(parts.get('purposes'), NAME, 'the name of a purpose') as readonly PurposeId[],
    output: reader.text(parts.get('output'), COORDINATE, 'a field as `Type.field`') as FieldCoordinate,
    inputs: reader.texts(
      parts.get('inputs'),
      COORDINATE,
      'a field as `Type.field`',
    ) as readonly FieldCoordinate[],
    ...readValidity(reader, parts.get('validFrom'), parts.get('validTo')),
  };
}

/** The same words in both languages. */
export function readWording(reader: DocumentReader, place: Place | undefined): Wording {
  const parts = place ? reader.mapping(place, ['en', 'zh']) : new Map<string, Place>();
  return { en: reader.text(parts.get('en')), zh: reader.text(parts.get('zh')) };
}

/** Whether the keyword stands for the whole; in a permit it is a problem, since a permit is never without bounds. */
function readAll(
  reader: DocumentReader,
  place: Place | undefined,
  effect: Rule['effect'],
  keyword: string,
): boolean {
  if (!place || !('value' in place.node) || place.node.value !== keyword) return false;
  if (effect === 'permit') reader.problem(place, `\`${keyword}\` stands only in a \`forbid\``);
  return true;
}

/** A condition on the subject; without any it is a problem, since nobody is meant by accident. */
export function readSubjects(reader: DocumentReader, place: Place | undefined): SubjectCondition {
  if (!place) return {};
  const parts = reader.mapping(place, [], ['departments', 'roles', 'applications', 'regions', 'clearance']);
  if (parts.size === 0) reader.problem(place, 'at least one condition on the subject is needed');
  const names = (key: 'departments' | 'roles' | 'applications') =>
    parts.has(key) ? { [key]: reader.texts(parts.get(key), NAME, 'a name') } : {};
  return {
    ...names('departments'),
    ...names('roles'),
    ...names('applications'),
    ...(parts.has('regions')
      ? { regions: reader.texts(parts.get('regions'), DIVISION, 'a division code of six digits') }
      : {}),
    ...(parts.has('clearance')
      ? { clearance: reader.wholeNumber(parts.get('clearance'), { from: 1, to: 4 }) as Clearance }
      : {}),
  };
}

function readResource(reader: DocumentReader, place: Place): Resource {
  const parts = reader.mapping(place, [], ['type', 'fields', 'grades', 'tags', 'shares']);
  const type = parts.has('type')
    ? { type: reader.text(parts.get('type'), GRAPHQL_NAME, 'the name of a type') }
    : {};
  const fields = parts.get('fields');
  if (fields) {
    if (!('type' in type)) reader.problem(place, '`fields` needs a `type`');
    for (const key of ['grades', 'tags', 'shares'])
      if (parts.has(key)) reader.problem(place, `\`fields\` and \`${key}\` exclude each other`);
    const isEvery = 'value' in fields.node && fields.node.value === '*';
    const names = isEvery ? '*' : reader.texts(fields, GRAPHQL_NAME, 'the name of a field');
    return { type: type.type ?? '', fields: names };
  }
  if (!['grades', 'tags', 'shares'].some((key) => parts.has(key)))
    reader.problem(place, 'a resource names `fields`, or a class by `grades`, `tags` or `shares`');
  return {
    ...type,
    ...(parts.has('grades')
      ? { grades: reader.choices(parts.get('grades'), ['1', '2', '3', '4']).map(Number) }
      : {}),
    ...(parts.has('tags') ? { tags: reader.texts(parts.get('tags'), NAME, 'a tag') } : {}),
    ...(parts.has('shares') ? { shares: reader.choices(parts.get('shares'), SHARING_CLASSES) } : {}),
  };
}

const ROW_OBLIGATIONS = ['region', 'organisation', 'self', 'consent'] as const;
const OBLIGATIONS = ['mask', 'rows', 'perDay', 'smallestGroup'] as const;

function readObligation(reader: DocumentReader, place: Place): Obligation {
  const parts = reader.mapping(place, [], [...OBLIGATIONS, 'fields', 'tags']);
  const kinds = OBLIGATIONS.filter((kind) => parts.has(kind));
  if (kinds.length !== 1) reader.problem(place, `an obligation has one of \`${OBLIGATIONS.join('`, `')}\``);
  if (!parts.has('mask') && parts.size > kinds.length)
    reader.problem(place, '`fields` and `tags` stand only beside a `mask`');
  switch (kinds[0]) {
    case 'rows':
      return { rows: reader.choice(parts.get('rows'), ROW_OBLIGATIONS) ?? 'region' };
    case 'perDay':
      return { perDay: readPerDay(reader, parts.get('perDay')) };
    case 'smallestGroup':
      return { smallestGroup: reader.wholeNumber(parts.get('smallestGroup'), { from: 2, to: 1_000_000 }) };
    default:
      return readMask(reader, parts);
  }
}

function readPerDay(reader: DocumentReader, place: Place | undefined): LimitObligation['perDay'] {
  const parts = place ? reader.mapping(place, [], ['exchanges', 'people']) : new Map<string, Place>();
  if (place && parts.size === 0) reader.problem(place, 'a limit is one of `exchanges` or of `people`');
  const amount = (name: 'exchanges' | 'people') =>
    parts.has(name) ? { [name]: reader.wholeNumber(parts.get(name), { from: 1, to: 1_000_000_000 }) } : {};
  return { ...amount('exchanges'), ...amount('people') };
}

function readMask(reader: DocumentReader, parts: ReadonlyMap<string, Place>): MaskObligation {
  return {
    mask: reader.text(parts.get('mask')) as MaskKind,
    ...(parts.has('fields')
      ? { fields: reader.texts(parts.get('fields'), COORDINATE, 'a field as `Type.field`') }
      : {}),
    ...(parts.has('tags') ? { tags: reader.texts(parts.get('tags'), NAME, 'a tag') } : {}),
  };
}

function readValidity(
  reader: DocumentReader,
  from: Place | undefined,
  to: Place | undefined,
): Pick<Rule, 'validFrom' | 'validTo'> {
  const day = (place: Place | undefined) => {
    if (!place) return null;
    const text = reader.text(place, DATE, 'a day, `YYYY-MM-DD`');
    if (text !== '' && !isCalendarDay(text)) reader.problem(place, `the calendar has no ${text}`);
    return text;
  };
  const [validFrom, validTo] = [day(from), day(to)];
  if (to && validFrom !== null && validTo !== null && validTo <= validFrom)
    reader.problem(
      to,
      '`validTo` is the first day on which the rule holds no more, so it lies after `validFrom`',
    );
  return { validFrom, validTo };
}
