import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { readTenants } from './read-tenants.ts';

const APPLICATION = join(import.meta.dirname, 'housing-desk.ts');
const folder = mkdtempSync(join(tmpdir(), 'desk-errors-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'tenants.csv');
const token = join(folder, 'token.jwt');
writeFileSync(file, '姓名,身份证号\n甲,\n\n乙,1\n');
writeFileSync(token, 'token');
// Nothing listens on the port of discarding.
const ELSEWHERE = ['--url', 'http://127.0.0.1:9', '--token-file', token];

test.each([
  ['no hub', [file], /^no hub runs here, there is no .sluice.ready.json: start it/u],
  ['a hub that is away', [file, ...ELSEWHERE], /^the hub at http:..127.0.0.1:9 does not answer/u],
  [
    'no such column',
    [file, '--column', '证号', ...ELSEWHERE],
    /^the file has no column `证号`; it has 姓名, 身份证号/u,
  ],
  ['nothing to cancel', [file, '--cancel', ...ELSEWHERE], /^there is nothing to cancel/u],
  ['no such option', [file, '--colum', 'x'], /^Unknown option '--colum'/u],
])('%s is said in one line', (_, args, said) => {
  const node = ['--disable-warning=ExperimentalWarning', APPLICATION, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, node, { cwd: folder, encoding: 'utf8' });
  expect(stderr).toMatch(said);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect([status, stdout]).toEqual([1, '']);
});

test('a row whose number is left empty is sent, so that the hub says so; one that holds nothing is none', () => {
  expect(readTenants('姓名,身份证号\n甲,\n\n乙,1\n', '身份证号')).toEqual([
    { line: 2, key: 'RID:' },
    { line: 4, key: 'RID:1' },
  ]);
});
