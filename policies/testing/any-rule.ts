import fc from 'fast-check';
import { SHARING_CLASSES } from '../catalogue.ts';
import type {
  Obligation,
  PolicyDocument,
  Resource,
  Rule,
  SubjectCondition,
} from '../language/policy-document.ts';
import { MASKS } from '../obligations/mask-kinds.ts';
import { CLEARANCES, type PurposeId, type RuleId, USES } from '../vocabulary.ts';

/** Any rule that the language can say and its reader accepts, whether or not the graph has what it names. */
export function anyRule(agency: string): fc.Arbitrary<Rule> {
  return fc.boolean().chain((permits) => (permits ? anyPermit(agency) : anyForbid(agency)));
}

/** Any document of an agency; ids of its rules differ. */
export function anyDocument(agency: string): fc.Arbitrary<PolicyDocument> {
  return fc
    .uniqueArray(anyRule(agency), { minLength: 1, maxLength: 4, selector: ({ id }) => id })
    .map((rules) => ({ agency, subgraphs: [agency], rules, derivations: [] }));
}

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/u);
const graphqlName = fc.stringMatching(/^[A-Za-z]\w{0,8}$/u);
/** Any text: the characters that YAML gives a meaning, line breaks and scripts of all kinds. */
const text = fc
  .oneof(
    fc.string({
      unit: fc.constantFrom(...Array.from('ab:#-[]{}&*!|>\'"%@`,? \n\t社会救助1e\u00e9')),
      minLength: 1,
      maxLength: 12,
    }),
    fc.constantFrom('yes', 'no', 'null', '~', '2026-01-01', '0x1f', '012', '社会救助暂行办法 第五十八条'),
  )
  .filter((value) => /\S/u.test(value));
const list = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<readonly T[]> =>
  fc.uniqueArray(item, { minLength: 1, maxLength: 3 });
const someOf = <T>(values: readonly T[]): fc.Arbitrary<readonly T[]> =>
  fc.subarray([...values], { minLength: 1 });
/** Keys that are left out or given, at least one of them given. */
const some = <T extends object>(keys: { [K in keyof T]: fc.Arbitrary<NonNullable<T[K]>> }): fc.Arbitrary<T> =>
  fc.record(keys, { requiredKeys: [] }).filter((made) => Object.keys(made).length > 0) as fc.Arbitrary<T>;

const subjects = some<SubjectCondition>({
  departments: list(name),
  roles: list(name),
  applications: list(name),
  regions: list(fc.constantFrom('230000', '230100', '110000')),
  clearance: fc.constantFrom(...CLEARANCES.filter((clearance) => clearance > 0)),
});
const fieldClass = fc
  .record(
    {
      type: graphqlName,
      grades: someOf([1, 2, 3, 4]),
      tags: list(name),
      shares: someOf(SHARING_CLASSES),
    },
    { requiredKeys: [] },
  )
  .filter(({ grades, tags, shares }) => (grades ?? tags ?? shares) !== undefined);
const namedFields = fc.record({
  type: graphqlName,
  fields: fc.oneof(fc.constant('*' as const), list(graphqlName)),
});
const resource: fc.Arbitrary<Resource> = fc.oneof(namedFields, fieldClass);
const mask = fc.record(
  {
    mask: fc.constantFrom(...MASKS.keys()),
    fields: list(fc.tuple(graphqlName, graphqlName).map((parts) => parts.join('.'))),
    tags: list(name),
  },
  { requiredKeys: ['mask'] },
);
const obligation: fc.Arbitrary<Obligation> = fc.oneof(
  mask,
  fc.record({
    rows: fc.constantFrom('region' as const, 'organisation' as const, 'self' as const, 'consent' as const),
  }),
  fc.record({
    perDay: some<{ exchanges?: number; people?: number }>({
      exchanges: fc.nat(99).map((n) => n + 1),
      people: fc.nat(99).map((n) => n + 1),
    }),
  }),
  fc.record({ smallestGroup: fc.integer({ min: 2, max: 50 }) }),
);

const common = (agency: string) => ({
  id: name.map((id) => `${agency}/${id}` as RuleId),
  title: fc.record({ en: text, zh: text }),
  legalBasis: list(text),
  resources: fc.array(resource, { minLength: 1, maxLength: 3 }),
  validFrom: fc.constantFrom(null, '2025-01-01', '2026-02-28'),
  validTo: fc.constantFrom(null, '2026-12-01', '2027-01-01'),
});
const purposes = list(name) as fc.Arbitrary<readonly PurposeId[]>;

const anyPermit = (agency: string): fc.Arbitrary<Rule> =>
  fc.record({
    ...common(agency),
    effect: fc.constant('permit' as const),
    purposes,
    subjects,
    uses: someOf(USES),
    obligations: fc.array(obligation, { maxLength: 3 }),
    needsCase: fc.boolean(),
  });

const anyForbid = (agency: string): fc.Arbitrary<Rule> =>
  fc.record({
    ...common(agency),
    effect: fc.constant('forbid' as const),
    purposes: fc.oneof(fc.constant('all' as const), purposes),
    subjects: fc.oneof(fc.constant('everybody' as const), subjects),
    uses: fc.oneof(fc.constant('all' as const), someOf(USES)),
    obligations: fc.constant([]),
    needsCase: fc.constant(false),
  });
