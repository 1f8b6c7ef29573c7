import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { withImagingWork } from './with-imaging-work.ts';
import { testHub } from '../testing/test-hub.ts';
import { gb18030 } from '../../subgraphs/imaging/deidentify/gb18030.ts';
import { asciiValue } from '../../subgraphs/imaging/dicom/data-set.ts';
import { dicomJson } from '../../subgraphs/imaging/dicom/dicom-json.ts';
import { readMeta, readPart10 } from '../../subgraphs/imaging/dicom/read-part10.ts';
import { EXPLICIT_LITTLE_ENDIAN } from '../../subgraphs/imaging/dicom/transfer-syntax.ts';
import { RawAssociation } from '../../subgraphs/imaging/dimse/testing/raw-association.ts';
import {
  phantomObject,
  type PhantomObject,
} from '../../subgraphs/imaging/training/phantom/phantom-object.ts';

/** What comes out of a whole hub of studies that came in by C-STORE, byte by byte as modalities write them. */

const hub = testHub();
const SEED = 91;
const DEADLINE_MS = 120_000;
/** 䶮 has four bytes in GB18030, and 𠮷 lies beyond the basic plane. */
const RARE = 'Gong^Yan=龚^䶮𠮷';
/** PS3.5 annex K.3. */
const BY_ESCAPE = Buffer.from('5a68616e675e5869616f446f6e673d1b242941d5c55e1b242941d0a1b6ab', 'hex');
const WRITTEN: readonly (readonly [set: string, bytes: Buffer, name: string])[] = [
  ['GB18030', gb18030(RARE)!, RARE],
  ['ISO_IR 192', Buffer.from(RARE), RARE],
  ['\\ISO 2022 IR 58', BY_ESCAPE, 'Zhang^XiaoDong=张^小东'],
];
const STUDIES = WRITTEN.map(([set, bytes, name], index) => ({
  set,
  name,
  object: phantomObject({
    seed: SEED,
    index,
    elements: [
      ['00080005', 'CS', set],
      ['00100010', 'PN', bytes],
    ],
  }),
}));

interface ReportShown {
  readonly reportId: string;
  readonly draft: string;
  readonly draftChinese: string;
  readonly notice: string;
  readonly noticeChinese: string;
  readonly fhir: string;
}
interface StudyShown {
  readonly recordedName: string;
  readonly reports: readonly ReportShown[];
}

const ALL_OF_IT = `query ($study: ID!) { imagingStudy(studyInstanceUid: $study) {
  recordedName recordedPatientId description accessionNumber studyDate modalities
  series { seriesInstanceUid modality description }
  inferences { inferenceId state notice noticeChinese abstentions { text textChinese }
    findings { label probability evidence notice noticeChinese } provenance { pixelSha256 outputSha256 } }
  reports { reportId state draft draftChinese notice noticeChinese fhir
    findings { label probability evidence notice noticeChinese } documents { kind sha256 } } } }`;

const shown = new Map<string, { readonly study: StudyShown; readonly text: string }>();

beforeAll(async () => {
  const { port, aeTitle } = hub.ready().imaging.dicom;
  const association = await RawAssociation.open({
    ...{ port, calling: 'HOSPITAL1', called: aeTitle, transferSyntaxUid: EXPLICIT_LITTLE_ENDIAN },
    sopClassUid: '1.2.840.10008.5.1.4.1.1.1.1',
  });
  for (const { object } of STUDIES)
    expect(await association.store(object.sopInstanceUid, dataSetOf(object))).toBe(0);
  association.release();
  for (const { object } of STUDIES) shown.set(object.studyInstanceUid, await drafted(object));
});

const dataSetOf = ({ bytes }: PhantomObject): Buffer => bytes.subarray(readMeta(bytes).end);

async function drafted({ studyInstanceUid: study }: PhantomObject) {
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline;) {
    await sleep(250);
    const { body, text } = await hub.ask(ALL_OF_IT, { as: 'hospital', variables: { study } });
    const found = body.data?.['imagingStudy'] as StudyShown | null | undefined;
    if (body.errors === undefined && found && found.reports.length > 0) return { study: found, text };
  }
  throw new Error('the study was not drafted');
}

/** The structured report of a study as it goes to the hospital. */
async function structuredReport({ reports: [report] }: StudyShown): Promise<Buffer> {
  const { rows } = await withImagingWork(hub.state, (client) =>
    client.query<{ bytes: Buffer }>(
      `SELECT bytes FROM report.document WHERE report_id = $1 AND kind = 'SR' ORDER BY made_at DESC LIMIT 1`,
      [report?.reportId],
    ),
  );
  return rows[0]!.bytes;
}

describe.each(STUDIES)('a name written in `$set`', ({ name, object }) => {
  const of = () => shown.get(object.studyInstanceUid)!.study;

  test('is the name in the graph', () => {
    expect(of().recordedName).toBe(name);
  });

  test('is the name in the FHIR documents, in characters and letters', () => {
    const [letters, characters] = name.replaceAll('^', ' ').split('=');
    expect(of().reports[0]!.fhir).toContain(`"display":"${characters!} ${letters!}"`);
  });

  test('is the name in the structured report, in UTF-8', async () => {
    const { dataSet } = readPart10(await structuredReport(of()));
    expect(asciiValue(dataSet, '00080005')).toBe('ISO_IR 192');
    const [Alphabetic, Ideographic] = name.split('=');
    expect(dicomJson(dataSet)['00100010']).toMatchObject({ Value: [{ Alphabetic, Ideographic }] });
  });
});

describe('whatever is drafted by a model without a certificate', () => {
  const [{ object }] = STUDIES as [(typeof STUDIES)[number]];
  const of = () => shown.get(object.studyInstanceUid)!;
  const EN = /demonstration, not for clinical use/iu;
  const ZH = /仅供演示，不得用于临床/u;

  test('says in the graph that it is a demonstration, in both languages, on reports, findings and inferences', () => {
    interface Noticed {
      readonly notice: string;
      readonly noticeChinese: string;
      readonly findings: readonly Noticed[];
    }
    const { reports, inferences } = of().study as unknown as Record<
      'reports' | 'inferences',
      readonly Noticed[]
    >;
    const all = [...reports, ...inferences].flatMap((one) => [one, ...one.findings]);
    expect(all.length).toBeGreaterThan(4);
    for (const { notice, noticeChinese } of all) {
      expect(notice).toMatch(EN);
      expect(noticeChinese).toMatch(ZH);
    }
  });

  test('says so in the FHIR document and in the structured report, in both languages', async () => {
    const [report] = of().study.reports;
    const sr = (await structuredReport(of().study)).toString('utf8');
    for (const document of [report!.fhir, sr]) {
      expect(document).toMatch(EN);
      expect(document).toMatch(ZH);
    }
  });

  test('has no pixel in it, in whatever way it might be written', () => {
    const pixels = object.bytes.subarray(-128 * 128 * 2);
    for (let at = 0; at < pixels.length; at += 4_096) {
      // A multiple of three at one of three places: wherever base64 begins, one of them is written so.
      for (const shift of [0, 1, 2]) {
        const run = pixels.subarray(at + shift, at + shift + 30);
        for (const encoding of ['base64', 'base64url', 'hex', 'latin1'] as const)
          expect(of().text.includes(run.toString(encoding))).toBe(false);
      }
      const values = Array.from({ length: 12 }, (_, one) => pixels.readUInt16LE(at + one * 2));
      expect(of().text).not.toContain(values.join(','));
    }
    expect(Buffer.byteLength(of().text)).toBeLessThan(400_000);
  });
});
