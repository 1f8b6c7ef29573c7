import type { CatalogueEntry } from '../../policies/catalogue.ts';
import type { PolicySource } from '../../policies/compile-policy.ts';
import type { Obligation, PolicyDocument, Resource, Rule } from '../../policies/language/policy-document.ts';
import type {
  ApplicationId,
  DivisionCode,
  FieldCoordinate,
  MaskKind,
  PurposeId,
  RuleId,
  Subject,
  Use,
} from '../../policies/vocabulary.ts';

const AGENCIES = 10;
const PURPOSES = 12;
const TAGS = ['record', 'name', 'identity', 'money', 'area', 'link'];
const words = { title: { en: 'a made-up rule', zh: '示例规则' }, legalBasis: ['law 1', 'law 2'] };
const purposeId = (index: number): PurposeId => `purpose-${index % PURPOSES}` as PurposeId;
const at = <Item>(items: readonly Item[], index: number): Item => items[index % items.length] as Item;

/** Policies of a whole province: ten agencies with fields, rules of every kind, and a dozen purposes. */
export function largePolicies(fields: number, rules: number): PolicySource {
  const catalogue = new Map(
    Array.from({ length: fields }, (_, index) => [coordinateOf(index), entryOf(index)]),
  );
  const purposes = Array.from({ length: PURPOSES }, (_, index) => ({
    id: purposeId(index),
    ...words,
    subjects: { departments: ['department-0', 'department-1'] },
    isEmergency: false,
    allowsHistory: false,
    sweepers: null,
  }));
  const documents = Array.from({ length: AGENCIES }, (_, agency): PolicyDocument => ({
    agency: `agency-${agency}`,
    subgraphs: [`agency-${agency}`],
    rules: Array.from({ length: rules / AGENCIES }, (_rule, index) => ruleOf(agency, index)),
    derivations: [],
  }));
  return { documents, purposes, catalogue };
}

/** Somebody whom a good part of those rules speaks of. */
export const LARGE_SUBJECT: Subject = {
  application: 'application' as ApplicationId,
  department: 'department-0',
  region: '230000' as DivisionCode,
  roles: ['role-0', 'role-1', 'role-2'],
  official: null,
  organisation: null,
  person: null,
  clearance: 2,
};
export const LARGE_PURPOSE = purposeId(0);

const typeOf = (index: number): string => `Type${Math.floor(index / 10)}`;

function coordinateOf(index: number): FieldCoordinate {
  return `${typeOf(index)}.field${index}` as FieldCoordinate;
}

function entryOf(index: number): CatalogueEntry {
  const agency = `agency-${Math.floor(index / 10) % AGENCIES}`;
  return {
    type: typeOf(index),
    field: `field${index}`,
    output: 'String',
    share: 'conditional',
    grade: at([1, 2, 3, 4] as const, index),
    tags: [at(TAGS, index)],
    datasets: ['1'],
    agencies: [agency],
    bases: ['law'],
    providers: [agency],
    subjectPath: null,
    concludesFrom: [],
    isKey: false,
  };
}

function ruleOf(agency: number, index: number): Rule {
  const type = `Type${agency + AGENCIES * (index % 5)}`;
  const resources: readonly Resource[] = [
    { tags: [at(TAGS, index)] },
    { type, fields: '*' },
    { grades: [at([1, 2, 3, 4], index), 4] },
  ];
  const uses: readonly (readonly Use[])[] = [
    ['project'],
    ['project', 'filter-eq'],
    ['project', 'filter-eq', 'filter-range', 'order', 'join-key'],
  ];
  const obligations: readonly (readonly Obligation[])[] = [
    [],
    [{ mask: 'id.full' as MaskKind, tags: ['identity'] }],
    [{ rows: 'region' }],
    [{ perDay: { exchanges: 1000 } }],
  ];
  return {
    id: `agency-${agency}/rule-${index}` as RuleId,
    effect: index % 10 === 9 ? 'forbid' : 'permit',
    ...words,
    purposes: [purposeId(index), purposeId(index + 5)],
    subjects: { departments: [`department-${index % 4}`], roles: [`role-${index % 7}`] },
    resources: [at(resources, index)],
    uses: at(uses, index),
    obligations: index % 10 === 9 ? [] : at(obligations, index),
    needsCase: index % 11 === 0 && index % 10 !== 9,
    validFrom: index % 50 === 1 ? '2026-01-01' : null,
    validTo: index % 50 === 2 ? '2027-01-01' : null,
  };
}
