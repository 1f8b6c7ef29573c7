import { describe, expect, test } from '@jest/globals';
import {
  documentedFinding,
  documentedReport,
  REPORTS_IN_EVERY_STATE,
} from '../../testing/documented-report.ts';
import type { DocumentedReport } from '../documented-report.ts';
import { fhirBundle } from './diagnostic-report.ts';
import type { FhirRelease } from './fhir-json.ts';

type Json = Readonly<Record<string, unknown>>;

/** As it is written and read again: what is undefined is not there. */
function resourcesOf(report: DocumentedReport, release: FhirRelease = 'R4'): readonly Json[] {
  const bundle = JSON.parse(JSON.stringify(fhirBundle(report, release))) as {
    readonly entry: readonly { readonly fullUrl: string; readonly resource: Json }[];
  };
  return bundle.entry.map(({ fullUrl, resource }) => {
    expect(fullUrl).toBe(`urn:uuid:${String(resource['id'])}`);
    return resource;
  });
}

const state = (name: string): DocumentedReport => REPORTS_IN_EVERY_STATE[name]!;
const of = (report: DocumentedReport, type: string, release?: FhirRelease): Json =>
  resourcesOf(report, release).find(({ resourceType }) => resourceType === type)!;

describe('the status', () => {
  test.each([
    ['draft', 'partial', 'preliminary'],
    ['nothing to show', 'registered', null],
    ['reviewed', 'preliminary', 'preliminary'],
    ['final', 'final', 'final'],
    ['corrected', 'corrected', 'corrected'],
    ['withdrawn', 'entered-in-error', null],
  ])('of %s is %s', (name, status, ofFinding) => {
    expect(of(state(name), 'DiagnosticReport')['status']).toBe(status);
    const observation = of(state(name), 'Observation') as Json | undefined;
    expect(observation?.['status'] ?? null).toBe(ofFinding);
  });

  test.each([
    ['AMENDED', 'amended', 'amended'],
    ['APPENDED', 'appended', 'final'],
  ] as const)('of %s is %s', (of_, status, ofFinding) => {
    const report = { ...state('corrected'), state: of_ };
    expect(of(report, 'DiagnosticReport')['status']).toBe(status);
    expect(of(report, 'Observation')['status']).toBe(ofFinding);
  });
});

describe('a bundle', () => {
  test('refers to nothing that is not in it', () => {
    for (const report of Object.values(REPORTS_IN_EVERY_STATE))
      for (const release of ['R4', 'R5'] as const) {
        const text = JSON.stringify(fhirBundle(report, release));
        const resources = resourcesOf(report, release);
        const ids = new Set(resources.map(({ id }) => `urn:uuid:${String(id)}`));
        for (const [, reference] of text.matchAll(/"reference":"([^"]+)"/gu))
          expect(ids).toContain(reference);
        expect(ids.size).toBe(resources.length);
      }
  });

  test('is one report of one study in every version', () => {
    expect(of(state('draft'), 'DiagnosticReport')['id']).toBe(
      of(state('corrected'), 'DiagnosticReport')['id'],
    );
    expect(of(state('draft'), 'DiagnosticReport')['meta']).toMatchObject({ versionId: '1-1' });
    expect(of(state('corrected'), 'DiagnosticReport')['meta']).toMatchObject({ versionId: '2-1' });
  });

  test('differs between R4 and R5 where they differ', () => {
    const [four, five] = (['R4', 'R5'] as const).map((release) => ({
      report: of(state('draft'), 'DiagnosticReport', release),
      study: of(state('draft'), 'ImagingStudy', release),
    }));
    expect(Object.keys(four!.report)).toContain('imagingStudy');
    expect(Object.keys(five!.report)).toContain('study');
    expect(Object.keys(five!.report)).not.toContain('imagingStudy');
    const modality = { system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'DX' };
    expect(four!.study['modality']).toEqual([modality]);
    expect(five!.study['modality']).toEqual([{ coding: [modality] }]);
  });

  test('names the study, its series and images', () => {
    expect(of(state('draft'), 'ImagingStudy')).toMatchObject({
      identifier: [{ system: 'urn:dicom:uid', value: 'urn:oid:2.25.317.1' }],
      status: 'available',
      started: '2026-11-01',
      numberOfSeries: 1,
      numberOfInstances: 1,
      series: [
        {
          uid: '2.25.317.1.1',
          instance: [
            {
              uid: '2.25.317.1.1.1',
              sopClass: { system: 'urn:ietf:rfc:3986', code: 'urn:oid:1.2.840.10008.5.1.4.1.1.1.1' },
            },
          ],
        },
      ],
    });
  });

  test('gives a finding with its figures, its model and the reader’s word', () => {
    expect(of(state('draft'), 'Observation')).toMatchObject({
      code: { coding: [{ system: 'http://snomed.info/sct', code: '60046008', display: 'Pleural effusion' }] },
      valueCodeableConcept: { coding: [{ code: '52101004' }] },
      device: { display: 'chest-demonstration 1.0.0' },
      component: [
        { valueQuantity: { value: 0.87, unit: '1' } },
        { valueQuantity: { value: 0.81 } },
        { valueQuantity: { value: 0.43 } },
      ],
    });
    expect(of(state('corrected'), 'Observation')).toMatchObject({
      valueCodeableConcept: { coding: [{ code: '2667000' }] },
    });
    const unknown = documentedReport({ findings: [documentedFinding({ threshold: null, above: null })] });
    expect(of(unknown, 'Observation')).toMatchObject({ dataAbsentReason: {} });
  });

  test('concludes by codes only what a reader has seen', () => {
    expect(of(state('draft'), 'DiagnosticReport')['conclusionCode']).toBeUndefined();
    expect(of(state('final'), 'DiagnosticReport')['conclusionCode']).toMatchObject([
      { coding: [{ code: '60046008' }] },
    ]);
    expect(of(state('corrected'), 'DiagnosticReport')['conclusionCode']).toBeUndefined();
    expect(of(state('final'), 'DiagnosticReport')['resultsInterpreter']).toMatchObject([
      { identifier: { value: 'dr-0077' } },
    ]);
    expect(of(state('draft'), 'DiagnosticReport')['resultsInterpreter']).toBeUndefined();
  });

  test('says first that it is a draft and a demonstration, and escapes what it says', () => {
    const report = documentedReport({ conclusion: { en: 'a < b & c', zh: '心影 > 正常' } });
    const said = of(report, 'DiagnosticReport');
    expect(said['conclusion']).toMatch(/^本草稿由机器生成，未经医师审核，不构成诊断。\n仅供演示/u);
    expect(said['text']).toMatchObject({
      status: 'generated',
      div: expect.stringContaining('<p>a &lt; b &amp; c</p>') as unknown,
    });
  });

  test('holds no empty value, which FHIR forbids', () => {
    for (const report of Object.values(REPORTS_IN_EVERY_STATE))
      for (const release of ['R4', 'R5'] as const)
        expect(JSON.stringify(fhirBundle({ ...report, attributes: {} }, release))).not.toMatch(
          /:(?:""|null|\[\]|\{\})/u,
        );
  });
});
