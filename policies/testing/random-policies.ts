import fc from 'fast-check';
import type { PolicySource } from '../compile-policy.ts';
import type { Obligation, PolicyDocument, Purpose, Resource, Rule } from '../language/policy-document.ts';
import {
  type ApplicationId,
  CLEARANCES,
  type DivisionCode,
  type FieldCoordinate,
  type MaskKind,
  type PurposeId,
  type RuleId,
  type Subject,
  USES,
} from '../vocabulary.ts';
import { smallGraph } from './small-graph.ts';

/** Policies over the small graph with everything that the language has, for properties that hold of all policies. */

const { catalogue } = smallGraph();
const AGENCIES = ['vehicles', 'registry'] as const;
const PURPOSE_IDS = ['audit', 'care', 'relief'].map((id) => id as PurposeId);
const DEPARTMENTS = ['audit-office', 'civil-affairs'];
const ROLES = ['auditor', 'steward', 'clinician'];
const APPLICATIONS = ['desk', 'auditor'];
const REGIONS = ['230000', '230100', '230102', '231000'];
/** The days on which random rules begin and end. */
export const DAYS = ['2026-03-01', '2026-11-01', '2027-01-01'] as const;

const some = <Value>(values: readonly Value[]): fc.Arbitrary<Value[]> =>
  fc.subarray([...values], { minLength: 1 });
const words = { title: { en: 'a rule', zh: '规则' }, legalBasis: ['law 1'] };

const powerless = { allowsHistory: false, sweepers: null };

/** Each declared by others: by role, by department, by region; the last is an emergency. */
const PURPOSES: readonly Purpose[] = [
  {
    id: 'audit' as PurposeId,
    ...words,
    subjects: { roles: ['auditor', 'steward'] },
    isEmergency: false,
    ...powerless,
  },
  {
    id: 'care' as PurposeId,
    ...words,
    subjects: { departments: DEPARTMENTS },
    isEmergency: false,
    ...powerless,
  },
  { id: 'relief' as PurposeId, ...words, subjects: { regions: ['230100'] }, isEmergency: true, ...powerless },
];

export const anySubject: fc.Arbitrary<Subject> = fc.record({
  application: fc.constantFrom(...APPLICATIONS, 'other').map((name) => name as ApplicationId),
  department: fc.constantFrom(...DEPARTMENTS, 'other'),
  region: fc.constantFrom(...REGIONS, '110000', '230102001').map((code) => code as DivisionCode),
  roles: fc.subarray([...ROLES, 'other']),
  official: fc.constant(null),
  organisation: fc.constantFrom(null, 'hospital 1'),
  person: fc.constant(null),
  clearance: fc.constantFrom(...CLEARANCES),
});

const anyCondition = fc
  .record(
    {
      departments: some(DEPARTMENTS),
      roles: some(ROLES),
      applications: some(APPLICATIONS),
      regions: some(REGIONS),
      clearance: fc.constantFrom(...CLEARANCES),
    },
    { requiredKeys: [] },
  )
  .filter((condition) => Object.keys(condition).length > 0);

const entries = [...catalogue.values()];
const anyType = fc.constantFrom(...new Set(entries.map(({ type }) => type)));
const anyTag = fc.constantFrom(...new Set(entries.flatMap(({ tags }) => tags)));
const anyResource: fc.Arbitrary<Resource> = fc.oneof(
  anyType.chain((type) => {
    const fields = entries.filter((entry) => entry.type === type).map(({ field }) => field);
    return fc.record({ type: fc.constant(type), fields: fc.oneof(fc.constant('*' as const), some(fields)) });
  }),
  fc
    .record(
      {
        type: anyType,
        grades: some([1, 2, 3, 4]),
        tags: fc.uniqueArray(anyTag, { minLength: 1, maxLength: 3 }),
        shares: some(['conditional', 'unconditional'] as const),
      },
      { requiredKeys: [] },
    )
    .filter((resource) => Object.keys(resource).length > 0),
);

/** Masks as no mask of theirs would fit, too: what they do to a value is not for policies to say. */
const anyMask = fc.record(
  {
    mask: fc
      .constantFrom('id.full', 'id.1-1', 'name.surname', 'plate', 'const')
      .map((mask) => mask as MaskKind),
    fields: fc.uniqueArray(fc.constantFrom(...catalogue.keys()), { minLength: 1, maxLength: 3 }),
    tags: fc.uniqueArray(anyTag, { minLength: 1, maxLength: 2 }),
  },
  { requiredKeys: ['mask'] },
);
export const anyObligation: fc.Arbitrary<Obligation> = fc.oneof(
  anyMask,
  fc.record({ rows: fc.constantFrom('region', 'organisation', 'self', 'consent') }),
  fc.record({
    perDay: fc.oneof(
      fc.record({ exchanges: fc.integer({ min: 1, max: 9 }) }),
      fc.record({ people: fc.integer({ min: 1, max: 9 }) }),
    ),
  }),
  fc.record({ smallestGroup: fc.integer({ min: 5, max: 20 }) }),
);

const anyDays = fc
  .tuple(fc.constantFrom(null, ...DAYS), fc.constantFrom(null, ...DAYS))
  .map(([from, to]) => (from !== null && to !== null && to <= from ? [to, null] : [from, to]))
  .map(([validFrom, validTo]) => ({ validFrom: validFrom ?? null, validTo: validTo ?? null }));

const anyCommon = fc.record({
  resources: fc.array(anyResource, { minLength: 1, maxLength: 3 }),
  legalBasis: some(['law 1', 'law 2', 'law 3']),
  days: anyDays,
});
type Draft = Omit<Rule, 'id'>;

export const anyPermit: fc.Arbitrary<Draft> = fc
  .record({
    common: anyCommon,
    purposes: some(PURPOSE_IDS),
    subjects: anyCondition,
    uses: some(USES),
    obligations: fc.array(anyObligation, { maxLength: 3 }),
    needsCase: fc.boolean(),
  })
  .map(({ common: { days, ...common }, ...rule }) => ({
    effect: 'permit',
    title: words.title,
    ...common,
    ...days,
    ...rule,
  }));

export const anyForbid: fc.Arbitrary<Draft> = fc
  .record({
    common: anyCommon,
    purposes: fc.oneof(fc.constant('all' as const), some(PURPOSE_IDS)),
    subjects: fc.oneof(fc.constant('everybody' as const), anyCondition),
    uses: fc.oneof(fc.constant('all' as const), some(USES)),
  })
  .map(({ common: { days, ...common }, ...rule }) => ({
    effect: 'forbid',
    title: words.title,
    ...common,
    ...days,
    ...rule,
    obligations: [],
    needsCase: false,
  }));

/** Rules of two agencies, mostly permits. */
export const anyRules: fc.Arbitrary<readonly Rule[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom(...AGENCIES),
      fc.oneof({ weight: 5, arbitrary: anyPermit }, { weight: 1, arbitrary: anyForbid }),
    ),
    { maxLength: 8 },
  )
  .map((drafts) => drafts.map(([agency, draft], index) => named(agency, draft, `r${index}`)));

/** A draft as a rule of an agency. */
export function named(agency: string, draft: Draft, name: string): Rule {
  return { ...draft, id: `${agency}/${name}` as RuleId };
}

/** Rules, by the agencies that their ids name, as policies over the small graph. */
export function policiesOf(rules: readonly Rule[]): PolicySource {
  const documents = AGENCIES.map((agency): PolicyDocument => ({
    agency,
    subgraphs: [agency],
    rules: rules.filter(({ id }) => id.startsWith(`${agency}/`)),
    derivations: [],
  }));
  return { documents, purposes: PURPOSES, catalogue };
}

/** One cell: who asks for what, when, under which purpose, with a case or without. */
export const anyCell = fc.record({
  subject: anySubject,
  purpose: fc.constantFrom(...PURPOSE_IDS),
  coordinate: fc.constantFrom<FieldCoordinate>(...catalogue.keys()),
  use: fc.constantFrom(...USES),
  at: fc
    .constantFrom(...DAYS)
    .chain((day) =>
      fc.constantFrom(-1, 0, 1).map((offset) => new Date(Date.parse(`${day}T00:00:00+08:00`) + offset)),
    ),
  hasCase: fc.boolean(),
});
