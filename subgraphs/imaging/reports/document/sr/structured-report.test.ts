import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dicomJson, type DicomJson, type JsonAttribute } from '../../../dicom/dicom-json.ts';
import { readDataSet } from '../../../dicom/read-data-set.ts';
import { readMeta } from '../../../dicom/read-part10.ts';
import {
  documentedFinding,
  documentedReport,
  REPORTS_IN_EVERY_STATE,
} from '../../testing/documented-report.ts';
import type { DocumentedReport } from '../documented-report.ts';
import { derivedUid } from '../derived-uid.ts';
import { STRUCTURED_REPORT, structuredReport, structuredReportUid } from './structured-report.ts';

/** Reads a report back with our own reader. */
function read(report: DocumentedReport): DicomJson {
  const bytes = structuredReport(report);
  const { end } = readMeta(bytes);
  return dicomJson(readDataSet(bytes.subarray(end), { explicitVr: true, bigEndian: false }));
}

const items = (of: DicomJson, tag: string): readonly DicomJson[] =>
  (of[tag]?.Value ?? []) as readonly DicomJson[];
const value = (of: DicomJson | undefined, tag: string): unknown => of?.[tag]?.Value?.[0];
const codeOf = (of: DicomJson | undefined, tag: string): string => {
  const [code] = of === undefined ? [] : items(of, tag);
  return `${String(value(code, '00080100') ?? value(code, '00080119'))},${String(value(code, '00080102'))}`;
};

/** The items of a tree by relationship, type and concept, one below the other. */
function linesOf(tree: DicomJson, depth = 0): readonly string[] {
  return items(tree, '0040A730').flatMap((item) => [
    `${'> '.repeat(depth)}${String(value(item, '0040A010'))} ${String(value(item, '0040A040'))} ${codeOf(item, '0040A043')}`,
    ...linesOf(item, depth + 1),
  ]);
}

/** The first item of a concept, anywhere in the tree. */
function find(tree: DicomJson, concept: string): DicomJson | undefined {
  for (const item of items(tree, '0040A730')) {
    if (codeOf(item, '0040A043') === concept) return item;
    const below = find(item, concept);
    if (below !== undefined) return below;
  }
  return undefined;
}

const { draft, reviewed, final, corrected, withdrawn } = REPORTS_IN_EVERY_STATE as Record<
  'draft' | 'reviewed' | 'final' | 'corrected' | 'withdrawn',
  DocumentedReport
>;

describe('the tree of TID 1500', () => {
  // Neither public validator misses each of these where it is absent.
  test('has every row, in its order', () => {
    const tree = read(draft);
    expect(codeOf(tree, '0040A043')).toBe('126000,DCM');
    expect(value(items(tree, '0040A504')[0], '0040DB00')).toBe('1500');
    expect(linesOf(tree)).toEqual([
      'HAS CONCEPT MOD CODE 121049,DCM',
      '> HAS CONCEPT MOD CODE 121046,DCM',
      'HAS OBS CONTEXT CODE 121005,DCM',
      'HAS OBS CONTEXT UIDREF 121012,DCM',
      'HAS OBS CONTEXT TEXT 121013,DCM',
      'HAS OBS CONTEXT TEXT 121014,DCM',
      'HAS OBS CONTEXT TEXT 121015,DCM',
      'HAS CONCEPT MOD CODE 121058,DCM',
      'CONTAINS CONTAINER 111028,DCM',
      '> CONTAINS CONTAINER 126200,DCM',
      '> > CONTAINS IMAGE undefined,undefined',
      'CONTAINS CONTAINER 126010,DCM',
      '> CONTAINS CONTAINER 125007,DCM',
      '> > HAS OBS CONTEXT TEXT 112039,DCM',
      '> > HAS OBS CONTEXT UIDREF 112040,DCM',
      '> > CONTAINS CODE 121071,DCM',
      '> > HAS CONCEPT MOD TEXT 111001,DCM',
      '> > HAS CONCEPT MOD TEXT 111003,DCM',
      '> > HAS CONCEPT MOD TEXT 111002,DCM',
      '> > CONTAINS NUM 111012,DCM',
      '> > > INFERRED FROM IMAGE undefined,undefined',
      '> > CONTAINS CODE 60046008,SCT',
      '> > CONTAINS TEXT 121106,DCM',
      'CONTAINS CONTAINER C0034375,UMLS',
      '> CONTAINS TEXT 121077,DCM',
    ]);
  });

  test('says what was reported: an imaging procedure, of CID 100', () => {
    expect(codeOf(find(read(draft), '121058,DCM'), '0040A168')).toBe('363679005,SCT');
  });

  test('gives the finding, its certainty and the algorithm with its version and operating point', () => {
    const tree = read(draft);
    expect(codeOf(find(tree, '121071,DCM'), '0040A168')).toBe('60046008,SCT');
    const [measured] = items(find(tree, '111012,DCM')!, '0040A300');
    expect(value(measured, '0040A30A')).toBe(87);
    expect(codeOf(measured, '004008EA')).toBe('%,UCUM');
    expect(value(find(tree, '111001,DCM'), '0040A160')).toBe('chest-demonstration');
    expect(value(find(tree, '111003,DCM'), '0040A160')).toBe('1.0.0');
    expect(value(find(tree, '111002,DCM'), '0040A160')).toBe(
      `sha256=${'bd'.repeat(32)}; score=0.81; operating point=0.43`,
    );
  });

  test('says present and absent by the reader’s word where there is one', () => {
    expect(codeOf(find(read(draft), '60046008,SCT'), '0040A168')).toBe('52101004,SCT');
    expect(codeOf(find(read(corrected), '60046008,SCT'), '0040A168')).toBe('2667000,SCT');
    expect(codeOf(find(read(final), '36118008,SCT'), '0040A168')).toBe('2667000,SCT');
    const unknown = documentedReport({ findings: [documentedFinding({ threshold: null, above: null })] });
    expect(find(read(unknown), '60046008,SCT')).toBeUndefined();
  });

  test('names the person once there is one', () => {
    expect(find(read(draft), '121008,DCM')).toBeUndefined();
    expect(value(find(read(final), '121008,DCM'), '0040A123')).toEqual({ Alphabetic: 'dr-0077' });
  });

  test('keeps its words in both languages, the cautions first', () => {
    const said = String(value(find(read(draft), '121077,DCM'), '0040A160'));
    expect(said.indexOf('本草稿由机器生成')).toBe(0);
    expect(said).toContain('疑似胸腔积液（概率 87 %');
    expect(said).toContain('Demonstration, not for clinical use.');
  });

  test('where nothing may be shown, has no findings and says so', () => {
    const tree = read(REPORTS_IN_EVERY_STATE['nothing to show']!);
    expect(find(tree, '126010,DCM')).toBeUndefined();
    expect(String(value(find(tree, '121077,DCM'), '0040A160'))).toContain('本院尚无任何已启用的标签');
  });

  test('what was withdrawn says nothing more of the images', () => {
    const tree = read(withdrawn);
    expect(find(tree, '126010,DCM')).toBeUndefined();
    expect(String(value(find(tree, '121077,DCM'), '0040A160'))).toMatch(/^本报告系误录，已作废/u);
    expect(value(find(tree, '121106,DCM'), '0040A160')).toBe('患者错误');
  });
});

describe('the object around it', () => {
  test('is a Comprehensive 3D SR of the study, in UTF-8', () => {
    const object = read(draft);
    expect(value(object, '00080005')).toBe('ISO_IR 192');
    expect(value(object, '00080016')).toBe(STRUCTURED_REPORT);
    expect(value(object, '0020000D')).toBe(draft.studyInstanceUid);
    expect(value(object, '00100010')).toEqual({ Alphabetic: 'Wang^Xiaohong', Ideographic: '王^小红' });
    expect(value(object, '00080201')).toBe('+0800');
    expect([value(object, '00080023'), value(object, '00080033')]).toEqual(['20261101', '100304']);
    expect(value(object, '0008103E')).toBe('AI draft 机器草稿; demonstration, not for clinical use');
    for (const type of ['00080070', '00081090', '00181000', '00181020'])
      expect(value(object, type)).toEqual(expect.stringMatching(/./u));
  });

  test.each([
    ['draft', draft, ['PRELIMINARY', 'PARTIAL', 'UNVERIFIED']],
    ['reviewed', reviewed, ['PRELIMINARY', 'PARTIAL', 'UNVERIFIED']],
    ['final', final, ['FINAL', 'COMPLETE', 'VERIFIED']],
    ['corrected', corrected, ['FINAL', 'COMPLETE', 'VERIFIED']],
    ['withdrawn', withdrawn, ['FINAL', 'COMPLETE', 'VERIFIED']],
  ])('%s: its flags, and who verified it', (_, report, flags) => {
    const object = read(report);
    expect(['0040A496', '0040A491', '0040A493'].map((tag) => value(object, tag))).toEqual(flags);
    const [verifier] = items(object, '0040A073');
    expect(verifier === undefined).toBe(flags[2] === 'UNVERIFIED');
    if (verifier === undefined) return;
    expect(value(verifier, '0040A075')).toEqual({ Alphabetic: 'dr-0077' });
    expect(value(verifier, '0040A027')).toBe('道里区合成第一医院');
    expect(value(verifier, '0040A030')).toBe('20261101110000+0800');
  });

  test('names each algorithm as IHE AIR does; other weights are another device', () => {
    const [equipment] = items(read(draft), '0018A001');
    expect(codeOf(equipment, '0040A170')).toBe('Newcode1,99IHE');
    expect(value(equipment, '00081090')).toBe('chest-demonstration');
    expect(value(equipment, '00181020')).toBe('1.0.0');
    const model = { name: 'chest-demonstration', version: '1.0.0', sha256: '00'.repeat(32) };
    const [other] = items(read(documentedReport({ models: [model] })), '0018A001');
    expect(value(other, '00181002')).not.toBe(value(equipment, '00181002'));
  });

  test('refers to its images and to the reports before it', () => {
    const object = read(corrected);
    const reference = (tag: string): unknown => {
      const [study] = items(object, tag);
      const [series] = items(study!, '00081115');
      return value(items(series!, '00081199')[0], '00081155');
    };
    expect(reference('0040A375')).toBe('2.25.317.1.1.1');
    expect(reference('0040A360')).toBe(derivedUid('three'));
    expect(read(draft)['0040A360']).toBeUndefined();
  });

  test('is the same bytes however often it is made, and another object in each state', () => {
    expect(structuredReport(draft)).toEqual(structuredReport(draft));
    expect(structuredReportUid(draft.reportId, 1)).not.toBe(structuredReportUid(draft.reportId, 2));
    expect(structuredReportUid(draft.reportId, 1)).toMatch(/^2\.25\.[1-9]\d+$/u);
  });

  test('is made of whatever the images say of their patient', () => {
    const tags = [
      '00080020',
      '00080030',
      '00080050',
      '00080090',
      '00100010',
      '00100020',
      '00100030',
      '00100040',
    ];
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string(), fc.constant('王^小红'));
    const said = fc.oneof(
      text,
      fc.integer(),
      fc.constant(null),
      fc.record({ Alphabetic: text, Ideographic: text }),
    );
    const attribute = fc.record({ vr: fc.constant('LO'), Value: fc.array(said, { maxLength: 2 }) });
    const attributes = fc.dictionary(fc.constantFrom(...tags), attribute) as fc.Arbitrary<
      Record<string, JsonAttribute>
    >;
    fc.assert(
      fc.property(attributes, (of) => {
        const object = read(documentedReport({ attributes: of }));
        expect(value(object, '0020000D')).toBe('2.25.317.1');
        expect(find(object, '121071,DCM')).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });
});
