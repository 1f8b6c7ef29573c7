/** A housing office's application: which of the tenants of a list are entitled to assistance, and why not. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createHubClient, type Answer } from '../hub-client.ts';
import {
  AddTenantsDocument,
  AnswersDocument,
  CancelJobDocument,
  OpenJobDocument,
  ProgressDocument,
  StartJobDocument,
  type AnswersQuery,
  type JobFragment,
} from './generated/documents.ts';
import { inWords } from './in-words.ts';
import { readTenants, type Tenant } from './read-tenants.ts';

const PART = 2_000;
const LOOK_EVERY_MS = 1_000;

// Whoever sits at the desk is told in one line what is wrong; rejections arrive here too.
process.on('uncaughtException', (error) => {
  console.error(error.message);
  process.exit(1);
});

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    column: { type: 'string', default: '身份证号' },
    scheme: { type: 'string', default: 'DIBAO' },
    cancel: { type: 'boolean', default: false },
    url: { type: 'string' },
    'token-file': { type: 'string' },
    purpose: { type: 'string', default: 'housing-allocation' },
  },
});
const [file] = positionals;
if (file === undefined) {
  console.error(
    'usage: housing-desk.ts TENANTS.csv [--column NAME] [--scheme SCHEME] [--cancel] [--url URL] [--token-file FILE]',
  );
  process.exit(2);
}
const ask = createHubClient({
  application: 'housing-desk',
  url: given.url,
  tokenFile: given['token-file'],
  purpose: given.purpose,
});

/** Which job of the hub is that of our list: left beside it, so that we go on with it if we end before it does. */
const jobFile = `${file}.job.json`;
const text = readFileSync(file, 'utf8');
const asked = { scheme: given.scheme, asOf: null };
const digest = createHash('sha256')
  .update(JSON.stringify([text, given.column, asked]))
  .digest('hex');

if (given.cancel) {
  const jobId = jobLeftBehind();
  if (jobId === null)
    throw new Error(`there is nothing to cancel: no job of this list is under way 没有可取消的任务`);
  report(dataOf(await ask(CancelJobDocument, { jobId })).cancelEligibilityJob);
  rmSync(jobFile);
} else {
  const tenants = readTenants(text, given.column);
  const jobId = jobLeftBehind() ?? (await open());
  await fill(jobId, tenants);
  const { status, errorCode } = await follow(jobId);
  if (status === 'FAILED') throw new Error(`the job failed (${errorCode ?? '?'}); run this again to go on`);
  await print(jobId);
  rmSync(jobFile);
}

/** The job of the same list and the same question that an earlier run opened. */
function jobLeftBehind(): string | null {
  if (!existsSync(jobFile)) return null;
  const left = JSON.parse(readFileSync(jobFile, 'utf8')) as {
    readonly jobId: string;
    readonly digest: string;
  };
  return left.digest === digest ? left.jobId : null;
}

async function open(): Promise<string> {
  const job = dataOf(await ask(OpenJobDocument, asked)).createEligibilityJob;
  const jobId = job?.jobId ?? '';
  writeFileSync(jobFile, JSON.stringify({ jobId, digest }));
  return jobId;
}

/** Parts that the hub has already change nothing, and so does starting again. */
async function fill(jobId: string, tenants: readonly Tenant[]): Promise<void> {
  for (let part = 1; (part - 1) * PART < tenants.length; part += 1) {
    const keys = tenants.slice((part - 1) * PART, part * PART);
    dataOf(await ask(AddTenantsDocument, { jobId, part, keys }));
  }
  dataOf(await ask(StartJobDocument, { jobId }));
}

async function follow(jobId: string): Promise<JobFragment> {
  for (;;) {
    const job = dataOf(await ask(ProgressDocument, { jobId })).eligibilityJob;
    if (!job) throw new Error('the job is gone 任务已不存在');
    report(job);
    if (job.status !== 'QUEUED' && job.status !== 'RUNNING') return job;
    await sleep(LOOK_EVERY_MS);
  }
}

async function print(jobId: string): Promise<void> {
  for (let after: string | null = null; ;) {
    const rows: AnswersQuery = dataOf(await ask(AnswersDocument, { jobId, after }));
    for (const row of rows.eligibilityRows?.nodes ?? []) if (row) console.log(inWords(row));
    const page = rows.eligibilityRows?.pageInfo;
    if (page?.hasNextPage !== true) return;
    after = page.endCursor ?? null;
  }
}

function report(job: JobFragment | null | undefined): void {
  const { status, answered, lines, invalid, doubled } = job ?? {};
  console.error(
    `${status ?? '?'}: ${answered ?? 0} of ${lines ?? 0} answered 已答复, ${invalid ?? 0} invalid 无效, ${doubled ?? 0} double 重复`,
  );
}

function dataOf<Data>({ data, errors = [] }: Answer<Data>): Data {
  const [error] = errors;
  if (error) throw new Error(`${error.message}: ${error.extensions.code}`);
  if (!data) throw new Error('the hub answered nothing');
  return data;
}
