import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase } from '../../../hub/testing/test-database.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import { draftReport } from './draft-report.ts';
import { inputOf, openReportWorld, READER, TELLS, type ReportWorld } from './testing/report-world.ts';

let world: ReportWorld;
beforeAll(async () => {
  world = await openReportWorld(await createTestDatabase());
});
afterAll(() => world.close());

const comparisons = async (reportId: string) => {
  const { rows } = await world.pool.query<{ label: string; prior_comparison: string | null }>(
    'SELECT label, prior_comparison FROM report.finding WHERE report_id = $1 ORDER BY label',
    [reportId],
  );
  return Object.fromEntries(rows.map(({ label, prior_comparison }) => [label, prior_comparison]));
};

describe('a draft', () => {
  test('has its findings, words, documents and a delivery, and stands once however often it is asked for', async () => {
    await world.store(1);
    const said = [{ label: 'effusion', above: true }];
    const reportId = await world.draft(1, said);
    expect(await world.draft(1, said)).toBe(reportId);
    expect(await world.row(reportId)).toMatchObject({
      state: 'AI_DRAFT',
      version: 1,
      is_latest: true,
      demonstration: true,
      has_findings: true,
      conclusion_zh: '疑似胸腔积液（概率 87 %，评分 0.81，阈值 0.43）。',
    });
    const { rows } = await world.pool.query(
      `SELECT label, title_zh, code, stage, probability, threshold, above, ood_distance, evidence, text_en
       FROM report.finding WHERE report_id = $1`,
      [reportId],
    );
    expect(rows).toEqual([
      {
        label: 'effusion',
        title_zh: '胸腔积液',
        code: '60046008',
        stage: 'assistive',
        probability: 0.87,
        threshold: 0.43,
        above: true,
        ood_distance: 3,
        evidence: { cells: [1, 2], kind: 'share', values: [0.25, 0.75] },
        text_en: 'Suspected pleural effusion (probability 87 %, score 0.81, operating point 0.43).',
      },
    ]);
    const { rows: kinds } = await world.pool.query<{ kind: string }>(
      'SELECT kind FROM report.document WHERE report_id = $1 ORDER BY kind',
      [reportId],
    );
    expect(kinds.map(({ kind }) => kind)).toEqual(['FHIR_R4', 'FHIR_R5', 'SR']);
  });

  test('of more images is a further version; two that draft at once make one', async () => {
    await world.store(2, 2);
    const said = [{ label: 'effusion', above: false }];
    const first = await world.draft(2, said);
    const [one, other] = await Promise.all([
      world.draft(2, said, { images: 2 }),
      world.draft(2, said, { images: 2 }),
    ]);
    expect(one).toBe(other);
    expect(await world.row(first)).toMatchObject({ is_latest: false });
    expect(await world.row(one)).toMatchObject({ version: 2, predecessor_id: first, is_latest: true });
  });

  test('is left alone once a reader has begun; he opens it again before he signs, and what is critical is raised', async () => {
    await world.store(7, 2);
    const reportId = await world.draft(7, [{ label: 'effusion', above: true }], { patientKey: null });
    await world.review(reportId);
    const said = [
      { label: 'effusion', above: true },
      { label: 'pneumothorax', above: true },
    ];
    for (let round = 0; round < 2; round += 1)
      expect(await world.draft(7, said, { images: 2, patientKey: null })).toBe(reportId);
    await expect(world.desk.finalise(reportId, READER)).rejects.toMatchObject({ code: 'REPORT_CHANGED' });
    await world.desk.open(reportId, READER);
    await world.desk.finalise(reportId, READER);
    expect(await world.row(reportId)).toMatchObject({ conclusion_zh: '胸腔积液。' });
    const { rows } = await world.pool.query(
      'SELECT label, title_zh, finding_id, recipient FROM report.critical WHERE report_id = $1',
      [reportId],
    );
    expect(rows).toEqual([
      { label: 'pneumothorax', title_zh: '气胸', finding_id: null, recipient: 'dr-0077' },
    ]);
  });

  test('keeps silent labels, and says nothing of them anywhere', async () => {
    await world.store(3);
    const reportId = await world.draft(3, [{ label: 'nodule', above: true }], { stage: 'silent' });
    expect(await world.row(reportId)).toMatchObject({
      has_findings: false,
      conclusion_en: expect.stringContaining('No label of any model is released') as unknown,
    });
    const { rows } = await world.pool.query(
      'SELECT label, above, text_en, text_zh FROM report.finding WHERE report_id = $1',
      [reportId],
    );
    expect(rows).toEqual([{ label: 'nodule', above: true, text_en: '', text_zh: '' }]);
    const { rows: documents } = await world.pool.query<{ kind: string; bytes: Buffer }>(
      'SELECT kind, bytes FROM report.document WHERE report_id = $1',
      [reportId],
    );
    expect(documents).toHaveLength(3);
    for (const { bytes } of documents) expect(bytes.toString('utf8')).not.toMatch(/nodule|肺结节|427359005/u);
  });

  test('says plainly that a model did not answer, and why', async () => {
    await world.store(4);
    const reportId = await world.draft(4, [], { abstained: ['OUT_OF_DISTRIBUTION', 'AGE_UNKNOWN'] });
    expect(await world.row(reportId)).toMatchObject({
      has_findings: false,
      conclusion_en: [
        'Chest demonstration gives no answer on 1 of 1 images: the image is unlike those that the model knows; the age of the patient is not known.',
        'This draft says nothing of the images.',
      ].join('\n'),
      conclusion_zh: expect.stringContaining('本草稿对图像不作任何说明') as unknown,
    });
  });

  test('shows nothing of a model whose card is not there', async () => {
    await world.store(5);
    const input = { ...inputOf(5, [{ label: 'effusion', above: true }]), cards: [] };
    const reportId = await inTransaction(world.pool, (client) => draftReport(client, input, [TELLS]));
    expect(await world.row(reportId)).toMatchObject({ has_findings: false });
    const { rows } = await world.pool.query('SELECT stage FROM report.finding WHERE report_id = $1', [
      reportId,
    ]);
    expect(rows).toEqual([{ stage: 'silent' }]);
  });

  test('is not there where the transaction of the result fails', async () => {
    await world.store(6);
    const failing = inTransaction(world.pool, async (client) => {
      await draftReport(client, inputOf(6, [{ label: 'effusion', above: true }]), [TELLS]);
      throw new Error('the result was not kept');
    });
    await expect(failing).rejects.toThrow('the result was not kept');
    const { rowCount } = await world.pool.query(
      `SELECT FROM report.report WHERE study_instance_uid LIKE '%.6'`,
    );
    expect(rowCount).toBe(0);
  });
});

describe('beside the prior study of the same patient', () => {
  const patientKey = 'RID:prior';

  test('a finding is new, unchanged, gone or not comparable', async () => {
    for (const study of [11, 12]) await world.store(study);
    await world.draft(
      11,
      [
        { label: 'effusion', above: false },
        { label: 'cardiomegaly', above: true },
        { label: 'pneumothorax', above: true },
      ],
      { studyDate: '20260301', patientKey },
    );
    const now = await world.draft(
      12,
      [
        { label: 'effusion', above: true },
        { label: 'cardiomegaly', above: true },
        { label: 'pneumothorax', above: false },
        { label: 'consolidation', above: true },
      ],
      { studyDate: '20261101', patientKey },
    );
    expect(await comparisons(now)).toEqual({
      effusion: 'NEW',
      cardiomegaly: 'UNCHANGED',
      pneumothorax: 'GONE',
      consolidation: 'NOT_COMPARABLE',
    });
    expect(await world.row(now)).toMatchObject({
      conclusion_zh: expect.stringMatching(/疑似胸腔积液.*较 2026-03-01 检查为新发。/u) as unknown,
      conclusion_en: expect.stringMatching(
        /No pneumothorax is suggested .*\. It was suggested in the study of 2026-03-01\./u,
      ) as unknown,
    });
  });

  test('the reader’s word counts before the model’s, and what was withdrawn does not count', async () => {
    for (const study of [21, 22, 23]) await world.store(study);
    const said = [{ label: 'effusion', above: true }];
    const of = (studyDate: string) => ({ studyDate, patientKey: 'RID:word' });
    const prior = await world.draft(21, said, of('20260301'));
    await world.review(prior, READER, ['effusion']);
    const second = await world.draft(22, said, of('20260401'));
    expect(await comparisons(second)).toEqual({ effusion: 'NEW' });
    await world.desk.open(second, READER);
    await world.desk.withdraw(second, 'x', READER);
    expect(await comparisons(await world.draft(23, said, of('20260501')))).toEqual({ effusion: 'NEW' });
  });

  test('nothing is compared across patients, days or hospitals, or with what is silent', async () => {
    for (const study of [31, 32, 33, 34]) await world.store(study);
    const said = [{ label: 'effusion', above: true }];
    await world.draft(31, said, { studyDate: '20260301', patientKey: 'RID:apart', stage: 'silent' });
    const later = await world.draft(32, said, { studyDate: '20260302', patientKey: 'RID:apart' });
    expect(await comparisons(later)).toEqual({ effusion: 'NOT_COMPARABLE' });
    const other = await world.draft(33, said, { studyDate: '20260303', patientKey: null });
    expect(await comparisons(other)).toEqual({ effusion: null });
    const elsewhere = inputOf(34, said, { studyDate: '20260304', patientKey: 'RID:apart' });
    const away = await inTransaction(world.pool, (client) =>
      draftReport(client, { ...elsewhere, study: { ...elsewhere.study, hospital: '别的医院' } }, []),
    );
    expect(await comparisons(away)).toEqual({ effusion: null });
  });
});
