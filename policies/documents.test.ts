import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import { isObjectType, parse } from 'graphql';
import { parse as parseYaml } from 'yaml';
import { compilePolicies } from './compile-policy.ts';
import { fieldsOfRule } from './match-resources.ts';
import { MASKS } from './obligations/mask-kinds.ts';
import { usesOfOperation } from './operation-uses.ts';
import { shippedPolicies, shippedSchema, SUBJECTS, TODAY } from './testing/shipped-policies.ts';
import { type Decision, type FieldCoordinate, type PurposeId, USES } from './vocabulary.ts';

const schema = shippedSchema();
const source = shippedPolicies(schema);
const policies = compilePolicies(source);
const objectFields = [...source.catalogue].filter(([, { type }]) => isObjectType(schema.getType(type)));
const table = (subject: keyof typeof SUBJECTS, purpose: string) =>
  policies.table(SUBJECTS[subject], purpose as PurposeId, TODAY, false);

test('every field of the graph is permitted to somebody or forbidden, by name or by class', () => {
  const ruled = new Set(
    source.documents.flatMap((document) =>
      document.rules.flatMap((rule) => [...fieldsOfRule(rule, document, source.catalogue).keys()]),
    ),
  );
  expect(
    objectFields.map(([coordinate]) => coordinate).filter((coordinate) => !ruled.has(coordinate)),
  ).toEqual([]);
});

test('every rule speaks of some field', () => {
  for (const document of source.documents)
    for (const rule of document.rules) {
      const fields = fieldsOfRule(rule, document, source.catalogue).size;
      expect([rule.id, fields > 0]).toEqual([rule.id, true]);
    }
});

test('each subject has the purposes that it serves, and no other', () => {
  const found = Object.entries(SUBJECTS).map(([name, subject]) => [
    name,
    policies.purposesOf(subject, TODAY),
  ]);
  expect(Object.fromEntries(found)).toEqual({
    'social-assistance': ['assistance-eligibility', 'assistance-statistics'],
    auditor: ['assistance-audit', 'assistance-statistics'],
    'data-steward': ['data-quality'],
    registrar: ['data-quality'],
    hospital: ['diagnosis', 'emergency-care', 'settlement'],
    radiologist: ['diagnosis', 'emergency-care', 'settlement'],
    'housing-desk': ['housing-allocation'],
    'employment-adviser': ['employment-review', 'employment-service'],
    employer: ['recruitment'],
    jobseeker: ['job-seeking'],
    'audit-engine': ['assistance-audit'],
    'employment-engine': ['employment-service'],
  });
});

test('ethnicity is nobody’s, for any use', () => {
  for (const [name, subject] of Object.entries(SUBJECTS))
    for (const { id } of policies.purposes)
      for (const use of USES) {
        const decision = policies
          .table(subject, id, TODAY, false)
          .decide('Person.ethnicity' as FieldCoordinate, use);
        expect([name, id, use, decision.effect]).toEqual([name, id, use, 'deny']);
      }
});

/** What of grade 4 is shown as it is, to whom and for what. */
const bare = (Object.keys(SUBJECTS) as (keyof typeof SUBJECTS)[]).flatMap((name) =>
  policies.purposesOf(SUBJECTS[name], TODAY).flatMap((purpose) =>
    objectFields
      .filter(([, { grade }]) => grade === 4)
      .flatMap(([coordinate, { providers }]) => {
        const decision = table(name, purpose).decide(coordinate, 'project');
        if (decision.effect === 'deny' || decision.mask !== null) return [];
        const isImaging = providers.length === 1 && providers[0] === 'imaging';
        return [{ name, purpose, coordinate, rows: decision.rows, isImaging }];
      }),
  ),
);

test('what of images is graded most sensitive is shown bare to a hospital that diagnoses, of its own or by consent', () => {
  const shown = bare.filter(({ isImaging }) => isImaging);
  expect(shown.length).toBeGreaterThan(40);
  const who = new Set(shown.map(({ name, purpose }) => `${name} ${purpose}`));
  expect([...who]).toEqual(['hospital diagnosis', 'radiologist diagnosis']);
  // Ways to such records, and what is told of a study that was found.
  const ways = /^(?:Person|ImageAccess)\./u;
  const free = shown.filter(
    ({ rows, coordinate }) =>
      !rows.includes('organisation') && !rows.includes('consent') && !ways.test(coordinate),
  );
  expect(free).toEqual([]);
});

test('what else is graded most sensitive is shown bare only where it is meant to be', () => {
  const others = bare.filter(({ isImaging }) => !isImaging);
  expect(others.map(({ name, coordinate }) => `${name} ${coordinate}`).toSorted()).toEqual([
    'audit-engine DisabilityCertificate.grade',
    'audit-engine DisabilityCertificate.kind',
    'audit-engine PaymentCard.id',
    'audit-engine Person.disabilityCertificates',
    'audit-engine Person.id',
    'audit-engine Person.medicalClaims',
    'auditor DisabilityCertificate.grade',
    'auditor DisabilityCertificate.kind',
    'auditor EvidenceItem.value',
    'auditor IdentityChange.formerPerson',
    'auditor IdentityChange.person',
    'auditor Person.disabilityCertificates',
    'auditor Person.identityChanges',
    'auditor Person.medicalClaims',
    'auditor TekunCare.selfCareGrade',
    'employer ReceivedReferral.phone',
    'employment-adviser Referral.phone',
    'employment-engine DisabilityCertificate.isSevere',
    'employment-engine Person.disabilityCertificates',
    'employment-engine Person.id',
    'hospital DeathCertificate.causeGroup',
    'hospital DisabilityCertificate.grade',
    'hospital DisabilityCertificate.kind',
    'hospital MedicalClaim.diseaseGroup',
    'hospital Person.disabilityCertificates',
    'hospital Person.medicalClaims',
    'hospital Person.seriousIllnesses',
    'hospital SeriousIllness.diagnosedOn',
    'hospital SeriousIllness.illnessClass',
    'jobseeker JobseekerProfile.cannot',
    'jobseeker JobseekerProfile.needs',
    'jobseeker Referral.phone',
    'radiologist DeathCertificate.causeGroup',
    'radiologist DisabilityCertificate.grade',
    'radiologist DisabilityCertificate.kind',
    'radiologist MedicalClaim.diseaseGroup',
    'radiologist Person.disabilityCertificates',
    'radiologist Person.medicalClaims',
    'radiologist Person.seriousIllnesses',
    'radiologist SeriousIllness.diagnosedOn',
    'radiologist SeriousIllness.illnessClass',
    'social-assistance DisabilityCertificate.grade',
    'social-assistance DisabilityCertificate.kind',
    'social-assistance Person.disabilityCertificates',
    'social-assistance Person.medicalClaims',
    'social-assistance TekunCare.selfCareGrade',
  ]);
});

// An auditor reads as evidence what the engine read, so the engine must not be a way around the auditor's own masks.
test('the audit engine is shown and may ask by nothing that an auditor may not, bare, but the numbers that join', () => {
  const engine = table('audit-engine', 'assistance-audit');
  const auditor = table('auditor', 'assistance-audit');
  const isBare = (decision: Decision) => decision.effect === 'permit' && decision.mask === null;
  const uses = USES.filter((use) => use !== 'join-key');
  const engineOnly = objectFields.flatMap(([coordinate]) =>
    uses
      .filter((use) => isBare(engine.decide(coordinate, use)) && !isBare(auditor.decide(coordinate, use)))
      .map((use) => `${coordinate}:${use}`),
  );
  expect(engineOnly.toSorted()).toEqual(['PaymentCard.id:project', 'Person.id:project']);
});

test('a steward is shown no person and nothing that names one, but for a stand-in and an age group', () => {
  const identifying = new Set(['identity', 'name', 'contact', 'link', 'pseudonym', 'document', 'birth']);
  const shown = objectFields
    .filter(([, { tags }]) => tags.some((tag) => identifying.has(tag)))
    .map(([coordinate]) => ({
      coordinate,
      decision: table('data-steward', 'data-quality').decide(coordinate, 'project'),
    }))
    .flatMap(({ coordinate, decision }) =>
      decision.effect === 'permit' ? [`${coordinate} ${decision.mask}`] : [],
    );
  expect(shown.toSorted()).toEqual(['Person.bornOn age.band', 'Person.id pseudonym']);
});

test('rows of health records stand under the hospital’s region wherever they are reached', () => {
  for (const type of ['MedicalClaim', 'MedicalInsurance', 'SeriousIllness', 'Birth', 'DeathCertificate'])
    expect(table('hospital', 'diagnosis').rowsOf(type)).toEqual(['region']);
  expect(table('auditor', 'assistance-audit').rowsOf('MedicalClaim')).toEqual([]);
});

describe('the audits that ship', () => {
  const directory = join(import.meta.dirname, '..', 'subgraphs/audit/audits');
  test.each(readdirSync(directory).filter((name) => name.endsWith('.yaml')))(
    '%s reads only what its engine may read, unmasked',
    (name) => {
      const { operation } = parseYaml(readFileSync(join(directory, name), 'utf8')) as { operation: string };
      const engine = table('audit-engine', 'assistance-audit');
      const withheld = usesOfOperation({ schema, document: parse(operation) })
        .map(({ coordinate, use }) => ({ coordinate, use, decision: engine.decide(coordinate, use) }))
        .filter(
          ({ decision }) => decision.effect === 'deny' || decision.mask !== null || decision.rows.length > 0,
        )
        .map(({ coordinate, use }) => `${coordinate}:${use}`);
      expect(withheld).toEqual([]);
    },
  );
});

describe('the published JSON Schema', () => {
  const directory = join(import.meta.dirname, 'documents');
  const published = JSON.parse(readFileSync(join(directory, 'schema.json'), 'utf8')) as Record<
    string,
    unknown
  >;
  const validate = new Ajv({ strict: false }).compile(published);
  // As text, since that is how the parser reads days and codes; grades are numbers in both.
  const read = (text: string): unknown => parseYaml(text, { schema: 'core' });

  test.each(readdirSync(directory).filter((name) => name.endsWith('.yaml') && name !== 'purposes.yaml'))(
    'accepts %s',
    (name) => {
      expect([validate(read(readFileSync(join(directory, name), 'utf8'))), validate.errors]).toEqual([
        true,
        null,
      ]);
    },
  );

  const rule = (changes: Record<string, unknown>) => ({
    agency: 'a',
    rules: [
      {
        id: 'a/b',
        effect: 'permit',
        title: { en: 'a', zh: '一' },
        legalBasis: ['law'],
        purposes: ['audit'],
        subjects: { roles: ['x'] },
        resources: [{ type: 'T', fields: '*' }],
        uses: ['project'],
        ...changes,
      },
    ],
  });

  test.each([
    ['an unknown key', { note: 'x' }],
    ['a permit for everybody', { subjects: 'everybody' }],
    ['a permit for all purposes', { purposes: 'all' }],
    ['obligations of a forbid', { effect: 'forbid', obligations: [{ rows: 'region' }] }],
    ['an unknown mask', { obligations: [{ mask: 'id.6-5' }] }],
    ['an unknown use', { uses: ['read'] }],
    ['a resource without fields or class', { resources: [{ type: 'T' }] }],
  ])('refuses %s', (_, changes) => {
    expect(validate(rule({}))).toBe(true);
    expect(validate(rule(changes))).toBe(false);
  });

  test('knows every mask and every use', () => {
    const text = JSON.stringify(published);
    for (const name of [...MASKS.keys(), ...USES]) expect(text).toContain(`"${name}"`);
  });
});
