import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { readSheet } from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';
import { personKeyOf } from '../../identifiers/person-key.ts';
import { readReadyFile, type ReadyHub } from '../launch/ready-file.ts';
import { OWNER_ROLE } from '../postgres/databases.ts';
import { rolePasswordFile } from '../postgres/ensure-databases.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { testHub } from '../testing/test-hub.ts';

const hub = testHub();
const ready: ReadyHub = readReadyFile(hub.state)!;
const folder = mkdtempSync(join(tmpdir(), 'lists-'));
const OWNER = ['--official', 'au-0001'];
const OTHER = ['--official', 'au-0002'];
const AS_OF = '2026-10-31T16:00:00Z';

type Json = Readonly<Record<string, unknown>>;

/** `hub audit` with these words: its answer, which is `{ error }` where it is refused. */
async function audit<T = Json>(...words: readonly string[]): Promise<T & { readonly error?: string }> {
  const line = join(import.meta.dirname, '../command-line.ts');
  const args = [line, 'audit', ...words, '--json', '--state', hub.state];
  const answer = await promisify(execFile)(process.execPath, args).catch(
    (failure: unknown) => failure as { stdout: string },
  );
  return JSON.parse(answer.stdout) as T & { readonly error?: string };
}

/** Resident numbers of people of families on assistance who own a vehicle. */
async function carOwners(count: number): Promise<readonly string[]> {
  const select = async (database: string, text: string): Promise<readonly string[]> => {
    const connection = new pg.Client({
      ...ready.postgres,
      database: ready.databases[database]!,
      user: OWNER_ROLE,
      password: readFileSync(rolePasswordFile(stateDirectory(hub.state).keys, OWNER_ROLE), 'utf8'),
    });
    await connection.connect();
    try {
      return (await connection.query<{ key: string }>(text)).rows.map(({ key }) => key);
    } finally {
      await connection.end();
    }
  };
  const owners = new Set(
    await select(
      'vehicles',
      `SELECT DISTINCT owner_person_key AS key FROM vehicle WHERE recorded_to IS NULL AND valid_to IS NULL`,
    ),
  );
  const members = await select(
    'civil_affairs',
    `SELECT DISTINCT person_key AS key
     FROM assistance_member AS member JOIN assistance_family AS family USING (case_number)
     WHERE member.recorded_to IS NULL AND member.valid_to IS NULL AND person_key LIKE 'RID:%'
       AND family.recorded_to IS NULL AND family.status = 'ACTIVE' ORDER BY 1`,
  );
  return members
    .filter((key) => owners.has(key))
    .slice(0, count)
    .map((key) => key.slice(4));
}

/** A number with a good check character, or one without, that begins so. */
function numberOf(seventeen: string, isSound: boolean): string {
  return '0123456789X'
    .split('')
    .map((last) => seventeen + last)
    .find((number) => (personKeyOf('RID', number) !== null) === isSound)!;
}

let listed: readonly string[];
let numbers: readonly string[];
/** Rows of the file as a spreadsheet counts them, the heading being the first. */
const rowOf = (index: number): number => index + 2;

beforeAll(async () => {
  listed = await carOwners(20);
  expect(listed.length).toBeGreaterThan(3);
  const unknown = numberOf('23990119010101998', true);
  const wrong = numberOf('23990119010101998', false);
  numbers = [...listed, wrong, listed[0]!, unknown];
});

async function fileOf(format: 'csv' | 'xlsx'): Promise<string> {
  const file = join(folder, `list.${format}`);
  const cell = (value: string) => ({ value, type: String, format: '@' });
  const lines = [['name', 'number'], ...numbers.map((number) => ['somebody', number])];
  writeFileSync(
    file,
    format === 'csv'
      ? lines.map((line) => `${line.join(',')}\r\n`).join('')
      : await writeXlsxFile([{ sheet: 'people', data: lines.map((line) => line.map(cell)) }]).toBuffer(),
  );
  return file;
}

test.each(['csv', 'xlsx'] as const)(
  'a list in %s is run over by its owner alone, row by row, and exported',
  async (format) => {
    const list = await audit('upload', await fileOf(format), '--column', 'number', ...OWNER);
    expect(list).toMatchObject({
      kind: 'PERSON',
      entries: listed.length + 1,
      faults: [
        { row: rowOf(listed.length), fault: 'UNSOUND' },
        { row: rowOf(listed.length + 1), fault: 'DOUBLE' },
      ],
    });
    const over = ['--over', String(list['listId']), '--as-of', AS_OF];
    const ended = await audit('run', 'barred-vehicle', ...over, ...OWNER);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', mode: 'CASES' });
    const runId = String(ended['runId']);

    const rows = await audit<readonly { row: number; cases: number; findings: number }[]>(
      'rows',
      runId,
      ...OWNER,
    );
    expect(rows).toHaveLength(listed.length + 1);
    expect(rows.find(({ row }) => row === rowOf(listed.length + 2))).toMatchObject({ cases: 0, findings: 0 });
    expect(rows.filter(({ row }) => row < rowOf(listed.length)).every(({ cases }) => cases > 0)).toBe(true);
    expect(rows.some(({ findings }) => findings > 0)).toBe(true);

    expect(JSON.stringify(await audit('lists', ...OTHER))).not.toContain(String(list['listId']));
    expect((await audit('run', 'barred-vehicle', ...over, ...OTHER)).error).toContain('AUDIT_LIST_UNKNOWN');
    expect((await audit('run', 'barred-vehicle', '--sweep', ...over, ...OWNER)).error).toContain(
      'AUDIT_PARAMETER_INVALID',
    );
    const unseen = join(folder, 'unseen.json');
    expect((await audit('export', runId, '--out', unseen, ...OTHER)).error).toBeDefined();

    await expectExports(runId);
  },
  240_000,
);

async function expectExports(runId: string): Promise<void> {
  const written = async (name: string, ...more: readonly string[]): Promise<string> => {
    const out = join(folder, name);
    expect((await audit('export', runId, '--out', out, ...more, ...OWNER)).error).toBeUndefined();
    return out;
  };
  const json = JSON.parse(readFileSync(await written('found.json'), 'utf8')) as {
    about: Json;
    receipts: readonly Json[];
    findings: readonly (Json & { readonly evidence: readonly Json[] })[];
  };
  expect(json.findings.length).toBeGreaterThan(0);
  expect(json.about).toMatchObject({ runId, inShadow: json.findings.length, withdrawn: 0 });
  expect(json.receipts.length).toBeGreaterThan(0);
  for (const { caseNumber, evidence } of json.findings) {
    expect(typeof caseNumber).toBe('string');
    expect(evidence.length).toBeGreaterThan(0);
  }

  const [header, ...lines] = await readSheet(readFileSync(await written('found.xlsx')), 'findings');
  expect(lines).toHaveLength(json.findings.length);
  expect(lines.map((line) => line[header!.indexOf('caseNumber')])).toEqual(
    json.findings.map(({ caseNumber }) => caseNumber),
  );
  const csv = readFileSync(await written('found.csv'), 'utf8');
  expect(csv).toContain('# receipt 1');
  // A long number that is a cell by itself has an apostrophe before it.
  expect(csv).not.toMatch(/(^|,)\d{15,}[\dX](,|\r)/mu);
  const evidence = readFileSync(join(folder, 'found-evidence.csv'), 'utf8');
  for (const { findingId } of json.findings) expect(evidence).toContain(`\n${String(findingId)},`);

  const sample = async (name: string): Promise<unknown> =>
    (
      JSON.parse(readFileSync(await written(name, '--sample', '2', '--seed', 'a-seed'), 'utf8')) as {
        findings: unknown;
      }
    ).findings;
  expect(await sample('one.json')).toEqual(await sample('other.json'));
}

test('a sample is exported, judged in a spreadsheet and read back whole or not at all', async () => {
  await audit('run', 'barred-vehicle', '--cases', ...OWNER);
  const drawn = await audit('sample', 'barred-vehicle', 'barred-vehicle.owned', '--size', '2', ...OWNER);
  const sampleId = String(drawn['sampleId']);
  expect(await audit('samples', 'barred-vehicle', ...OTHER)).toContainEqual(
    expect.objectContaining({ sampleId, judged: 0 }),
  );
  const file = join(folder, 'sample.csv');
  expect((await audit('export', sampleId, '--out', file, ...OTHER)).error).toBeUndefined();
  const [above = '', below = ''] = readFileSync(file, 'utf8').split(/^(?=itemId,)/mu);
  let filled = 0;
  const fill = (verdict: (row: number) => string): void =>
    writeFileSync(
      file,
      above + below.replaceAll(/,,\r\n/gu, () => `,${verdict((filled += 1))},seen in the file\r\n`),
    );
  fill((row) => (row === 2 ? 'perhaps' : '属实'));
  const headerRow = above.split('\r\n').length;
  expect(await audit('judge', '--file', file, ...OTHER)).toMatchObject({
    faults: [{ row: headerRow + 2, fault: 'VERDICT_UNKNOWN' }],
  });
  filled = 0;
  fill((row) => (row === 2 ? '不属实' : '属实'));
  expect(await audit('judge', '--file', file, ...OTHER)).toMatchObject({ judged: drawn['size'] });
}, 180_000);
