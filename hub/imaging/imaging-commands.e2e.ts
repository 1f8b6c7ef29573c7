/** @jest-environment ./hub/testing/jest/outer-arrays-environment.ts */
import { createSecretKey } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { makeResidentId } from '../../identifiers/resident-id.ts';
import { readKey32, readPassword } from '../../secrets/read-secret-file.ts';
import { asciiValue } from '../../subgraphs/imaging/dicom/data-set.ts';
import { readPart10 } from '../../subgraphs/imaging/dicom/read-part10.ts';
import { multipart } from '../../subgraphs/imaging/dicomweb/multipart.ts';
import { sendImages } from '../../subgraphs/imaging/intake/testing/send-image.ts';
import { phantomObject } from '../../subgraphs/imaging/training/phantom/phantom-object.ts';
import { dataSubjectTags } from '../../subgraphs/kit/data-subject-tags.ts';
import { giveConsent } from '../cases/consents.ts';
import { withCaseKeeper } from '../cases/with-case-keeper.ts';
import { UsageError, type CommandInput } from '../command.ts';
import { command } from '../commands/imaging.ts';
import { APPLICATIONS } from '../issuer/applications.ts';
import { requireHub } from '../launch/ready-file.ts';
import { HUB_DATABASE, LEDGER_WRITER_ROLE } from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import { withClient } from '../postgres/with-client.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { makeScratchDirectory } from '../testing/scratch-directory.ts';
import { testHub } from '../testing/test-hub.ts';
import { VALIDATION } from './consenting-to-validation.ts';

/** Hospitals and cohorts from the command line, at a hub that runs. */

const { state } = testHub();
const HOSPITAL = APPLICATIONS.hospital.organisation;
const scratch = makeScratchDirectory('cohort');
const directory = join(scratch, 'out');
const IDS = [1, 3, 5].map((sequence) =>
  makeResidentId({ division: '239902', bornOn: '1961-03-04', sequence }),
);

beforeAll(async () => {
  const images = IDS.map(
    (patientId, at) =>
      phantomObject({
        seed: 77,
        index: at,
        patientId,
        studyInstanceUid: `2.25.3177.${at + 1}`,
        elements: OF_COHORT,
      }).bytes,
  );
  expect(await sendImages(requireHub(state).imaging.dicom, images)).toEqual([0, 0, 0]);
  await withCaseKeeper(state, async (client) => {
    for (const id of IDS.slice(0, 2))
      await giveConsent(client, { ...VALIDATION, person: `RID:${id}` }, new Date());
  });
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** What no image of another test is of. */
const OF_COHORT = [
  ['00180015', 'CS', 'CHEST'],
  ['00080060', 'CS', 'XC'],
] as const;

/** How many entries of exports in the ledger name somebody: one before and one after. */
async function exportsWith(id: string): Promise<number> {
  const key = createSecretKey(readKey32(stateDirectory(state).key('data-subject-tag.key')));
  const [tag] = dataSubjectTags([`RID:${id}`], key);
  const hub = requireHub(state);
  const password = readPassword(rolePasswordFile(stateDirectory(state).keys, LEDGER_WRITER_ROLE));
  const database = hub.databases[HUB_DATABASE] ?? HUB_DATABASE;
  const login = { ...hub.postgres, database, user: LEDGER_WRITER_ROLE, password };
  const { rows } = await withClient(login, (client) =>
    client.query<{ entry: string }>('SELECT entry::text AS entry FROM ledger.entry'),
  );
  return rows.filter(({ entry }) => entry.includes(tag!) && entry.includes('cohortExports')).length;
}

async function run(positionals: readonly string[], values: CommandInput['values'] = {}) {
  const answers: { readonly value: unknown; readonly lines: readonly string[] }[] = [];
  const output = {
    answer: (value: unknown, lines: readonly string[]) => void answers.push({ value, lines }),
    progress: () => undefined,
  };
  const status = await command.run({ positionals, values, state, output });
  expect(answers).toHaveLength(1);
  return { status, value: answers[0]!.value as Record<string, unknown>, lines: answers[0]!.lines };
}

test('the self-test of the demonstration hospital tries what can be tried from here, and knows no other hospital', async () => {
  const { status, value, lines } = await run(['hospital', HOSPITAL]);
  expect(value['checks']).toMatchObject([
    { check: 'site', outcome: 'PASSED' },
    { check: 'echo-to', outcome: 'SKIPPED' },
    { check: 'store-to', outcome: 'SKIPPED' },
    { check: 'query-to', outcome: 'SKIPPED' },
    { check: 'dicomweb-to', outcome: 'SKIPPED' },
    { check: 'notice-to', outcome: 'SKIPPED' },
    { check: 'echo-from', outcome: 'PASSED' },
    { check: 'store-from' },
    { check: 'query-from', outcome: 'PASSED' },
    { check: 'commitment-from', outcome: 'PASSED' },
    { check: 'character-sets' },
    { check: 'patient-identifiers' },
  ]);
  expect([0, 1]).toContain(status);
  expect(lines.join('\n')).toMatch(/echo-from .*医院已连通本系统/u);
  await expect(run(['hospital', 'nowhere'])).rejects.toThrow(UsageError);
});

test('a hospital sends by DICOMweb with the token that it was issued', async () => {
  const by = { by: 'dr-9' };
  const { value, lines } = await run(['hospital', HOSPITAL], { ...by, token: true, days: '1' });
  expect(value).toMatchObject({ hospital: HOSPITAL, quota: { objectsPerDay: 50_000 } });
  expect(lines).toEqual([value['token']]);
  const studies = `${requireHub(state).imaging.dicomweb}/studies`;
  const authorization = `Bearer ${lines[0]!}`;
  const study = '2.25.3177.20';
  // What no model reads, and no cohort of another test.
  const elements = [['00080060', 'CS', 'OT']] as const;
  const { bytes } = phantomObject({ seed: 78, index: 0, studyInstanceUid: study, elements });
  const { contentType, body } = multipart('application/dicom', [{ type: 'application/dicom', bytes }]);
  const headers = { authorization, 'content-type': contentType };
  expect((await fetch(studies, { method: 'POST', headers, body: new Uint8Array(body) })).status).toBe(200);
  const found = await fetch(`${studies}?StudyInstanceUID=${study}`, { headers: { authorization } });
  expect(await found.json()).toMatchObject([{ '0020000D': { Value: [study] } }]);
  // Not those of the hospital that all tests share: another test may be using one.
  const left = 'a hospital that left';
  const { value: withdrawn } = await run(['hospital', left], { ...by, withdraw: true });
  expect(withdrawn).toEqual({ hospital: left, withdrawn: 0 });
  await expect(run(['hospital', HOSPITAL], { token: true })).rejects.toThrow(UsageError);
});

test('a cohort is chosen, exported and read from the command line', async () => {
  const chosen = await run(['cohort', 'select', 'e2e'], {
    by: 'dr-9',
    modality: ['XC'],
    'body-part': 'CHEST',
  });
  expect(chosen.value).toMatchObject({ images: 2, people: 2, withoutConsent: 1 });
  const exported = await run(['cohort', 'export', 'e2e'], { by: 'dr-9', out: directory });
  expect(exported.value).toMatchObject({ exported: 2, refused: 0, withdrawn: 0 });
  expect(await exportsWith(IDS[0]!)).toBe(2);
  expect(await exportsWith(IDS[2]!)).toBe(0);
  const manifest = JSON.parse(readFileSync(join(directory, 'manifest.json'), 'utf8')) as {
    images: { file: string }[];
  };
  for (const { file } of manifest.images) {
    const { dataSet } = readPart10(readFileSync(join(directory, file)));
    expect(asciiValue(dataSet, '00120062')).toBe('YES');
    expect(IDS).not.toContain(asciiValue(dataSet, '00100020'));
  }
  const readers = { reader: ['dr-1', 'dr-2'], adjudicator: 'dr-3', label: ['effusion'] };
  await run(['cohort', 'open', 'e2e'], readers);
  const next = await run(['cohort', 'next', 'e2e'], { by: 'dr-1' });
  const { number, file } = next.value['image'] as { number: number; file: string };
  expect(existsSync(join(directory, file))).toBe(true);
  await run(['cohort', 'read', 'e2e'], { by: 'dr-1', image: String(number), label: ['effusion'] });
  await run(['cohort', 'read', 'e2e'], { by: 'dr-2', image: String(number) });
  const { value } = await run(['cohort', 'study', 'e2e']);
  expect(value['labels']).toMatchObject([{ label: 'effusion', readByBoth: 1, disputed: 1, undecided: 1 }]);
  expect((await run(['cohort', 'list'])).lines.join('\n')).toContain('2 exported');
});
