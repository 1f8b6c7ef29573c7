import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dicomObject, type DicomElement } from '../../hub/testing/dicom-object.ts';
import { startOrthanc, type TestOrthanc } from '../../hub/testing/orthanc.ts';
import { patiently } from '../contract-reading.ts';
import { describeConnectorContract } from '../contract-suite.ts';
import type { Connector, Predicate, SourceRow } from '../contract.ts';
import { createDicomwebConnector } from './dicomweb-connector.ts';
import { createDicomwebUnderTest } from './dicomweb-under-test.ts';
import { HOSPITAL_RELATIONS } from './hospital-relations.ts';

describeConnectorContract('DICOMweb', async () => createDicomwebUnderTest(await startOrthanc(), dicomObject));

describe('a hospital’s studies and series as rows', () => {
  let orthanc: TestOrthanc;
  let connector: Connector;
  beforeAll(async () => {
    orthanc = await startOrthanc();
    const store = (study: number, series: number, instance: number, elements: readonly DicomElement[]) => {
      const root = `2.25.319.${study}`;
      const uids = { study: root, series: `${root}.${series}`, instance: `${root}.${series}.${instance}` };
      return orthanc.ask('/instances', { method: 'POST', body: dicomObject(uids, elements) });
    };
    const of = (patient: string, name: string, day: string): readonly DicomElement[] => [
      ['00100020', 'LO', patient],
      ['00100010', 'PN', name],
      ['00080020', 'DA', day],
    ];
    const wang = of('P1', 'Wang^Xiaohong=王^小红', '20261101');
    for (const [series, instance] of [
      [1, 1],
      [1, 2],
      [2, 3],
    ] as const)
      await store(1, series, instance, wang);
    await store(2, 1, 1, of('P1', 'Wang^Xiaohong=王^小红', '20260301'));
    await store(3, 1, 1, of('P2', 'Li^Ming=李^明', '20261101'));
    const credentials = Buffer.from(`${orthanc.user}:${orthanc.password}`).toString('base64');
    connector = createDicomwebConnector({
      url: `${orthanc.url}/dicom-web`,
      authorization: () => `Basic ${credentials}`,
      relations: HOSPITAL_RELATIONS,
      poolSize: 2,
      maxRows: 100,
    });
  });
  afterAll(async () => {
    await connector.close();
    await orthanc.dispose();
  });

  const select = (relation: 'study' | 'series', where: Predicate): Promise<readonly SourceRow[]> =>
    connector.select(
      {
        relation,
        columns: Object.keys(HOSPITAL_RELATIONS[relation].columns),
        where,
        orderBy: [{ column: 'study_instance_uid', direction: 'asc' }],
      },
      patiently(),
    );
  const is = (column: string, value: string, op: '=' | '>=' = '='): Predicate => ({
    kind: 'compare',
    column,
    op,
    value,
  });

  test('by patient and day, as the server finds them', async () => {
    const where: Predicate = {
      kind: 'all',
      of: [is('patient_id', 'P1'), is('study_date', '2026-11-01', '>=')],
    };
    expect(await select('study', where)).toEqual([
      {
        study_instance_uid: '2.25.319.1',
        patient_id: 'P1',
        patient_name: 'Wang^Xiaohong',
        patient_name_ideographic: '王^小红',
        study_date: '2026-11-01',
        accession_number: null,
        description: null,
        modalities: 'DX',
        series_count: 2,
        instance_count: 3,
      },
    ]);
  });

  test('by a Chinese name, by which the server itself finds nobody', async () => {
    const answer = await orthanc.ask(`/dicom-web/studies?PatientName=${encodeURIComponent('王*')}`);
    expect(await answer.json()).toEqual([]);
    const where: Predicate = { kind: 'prefix', column: 'patient_name_ideographic', prefixes: ['王'] };
    const found = await select('study', where);
    expect(found.map((row) => row['study_instance_uid'])).toEqual(['2.25.319.1', '2.25.319.2']);
  });

  test('and the series of studies by a list of them', async () => {
    const values = ['2.25.319.1', '2.25.319.3', '2.25.319.9'];
    const series = await select('series', { kind: 'in', column: 'study_instance_uid', values });
    expect(series.map((row) => [row['study_instance_uid'], row['modality'], row['instance_count']])).toEqual([
      ['2.25.319.1', 'DX', expect.any(Number)],
      ['2.25.319.1', 'DX', expect.any(Number)],
      ['2.25.319.3', 'DX', 1],
    ]);
  });
});
