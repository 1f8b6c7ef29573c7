import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startOwnHub } from '../../hub/testing/own-hub.ts';
import { testHub } from '../../hub/testing/test-hub.ts';

const run = promisify(execFile);
const APPLICATION = join(import.meta.dirname, 'assistance-desk.ts');
const hub = testHub();
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'assistance-desk-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What the application prints. It must end well whatever the hub answers. */
async function pageOf(
  caseNumber: string,
  token = hub.tokens['social-assistance'],
  purpose?: string,
  url = hub.url,
): Promise<string> {
  const file = join(folder, 'token.jwt');
  writeFileSync(file, `${token ?? ''}\n`, { mode: 0o600 });
  const declared = purpose === undefined ? [] : ['--purpose', purpose];
  const { stdout, stderr } = await run(process.execPath, [
    APPLICATION,
    caseNumber,
    ...['--url', url, '--token-file', file],
    ...declared,
  ]);
  expect(stderr).not.toMatch(/Error/u);
  return stdout;
}

/** A family on assistance with several members. */
async function someCase(): Promise<string> {
  const { body } = await hub.ask(
    `{ assistanceFamilies(first: 1, filter: { status: { eq: "ACTIVE" }, memberCount: { gte: 3 } }) { nodes { caseNumber } } }`,
  );
  const { assistanceFamilies } = body.data as {
    readonly assistanceFamilies: { readonly nodes: readonly { readonly caseNumber: string }[] };
  };
  return assistanceFamilies.nodes[0]!.caseNumber;
}

test('a family is shown over five agencies, and the refused address as a refusal', async () => {
  const caseNumber = await someCase();
  const page = await pageOf(caseNumber);
  expect(page).toContain(`Assistance family 救助家庭 ${caseNumber}`);
  expect(page).toMatch(/status 状态\s+ACTIVE/u);
  expect(page.match(/aged 年龄段\s+\d+–\d+/gu)?.length).toBeGreaterThanOrEqual(1);
  expect(page.match(/insurance 社会保险/gu)?.length).toBeGreaterThanOrEqual(3);
  expect(page).toMatch(/2026-\d{2} (?:¥\d+\.\d{2}|not paid)/u);
  expect(page).toMatch(
    /address 户主住址\s+\[not available for this purpose 本用途不可查看: FIELD_DENIED, rule 规则 household-registration\/no-household-address\]/u,
  );
  expect(page).not.toMatch(/undefined|NaN|SOURCE_|INTERNAL/u);
});

test('a family that does not exist is none', async () => {
  expect(await pageOf('no-such-case')).toContain('no such family 查无此家庭');
});

test('an application that may see nothing of it is told so', async () => {
  const page = await pageOf(await someCase(), hub.tokens['hospital'], 'diagnosis');
  expect(page).toContain('not available for this purpose 本用途不可查看: FIELD_DENIED');
});

test.each([
  ['a forged token', `${hub.tokens['social-assistance'] ?? ''}x`, undefined, 'TOKEN_INVALID'],
  ['a purpose of somebody else', undefined, 'diagnosis', 'PURPOSE_UNKNOWN'],
])('%s is an answer too', async (_, token, purpose, code) => {
  expect(await pageOf('any', token, purpose)).toContain(code);
});

test('an agency that is down costs its own lines', async () => {
  const own = await startOwnHub();
  try {
    await own.stopProcess('vehicles');
    const page = await pageOf(await someCase(), own.tokens['social-assistance'], undefined, own.url);
    expect(page).toMatch(
      /vehicles 车辆\s+\[the agency vehicles can not answer now 该部门暂时无法答复: SOURCE_DOWN\]/u,
    );
    expect(page).toMatch(/status 状态\s+ACTIVE/u);
    expect(page).toMatch(/aged 年龄段\s+\d+–\d+/u);
  } finally {
    await own.stop();
  }
}, 120_000);
