import type { SourceRow } from '../../../connectors/contract.ts';
import type { SubgraphWork } from '../../kit/source-mapping.ts';
import { eligibilityDay } from '../eligibility/eligibility-fields.ts';
import { eligibilityInvalid } from '../eligibility/eligibility-invalid.ts';
import type { EligibilityJobs } from '../eligibility/eligibility-jobs.ts';
import { KEY_KINDS, type KeyKind } from '../eligibility/eligibility-key.ts';
import type { AuditStore } from '../store/audit-store.ts';
import { MAX_JOB_LINES, type KeyedLine } from '../store/eligibility-job-store.ts';
import { textOf, type Arguments } from './read-inputs.ts';

/** So many that a body stays well under what the gateway takes, and the people of an entry in the ledger few. */
const MAX_PART = 2_000;
/** A list has blank lines and lines that are left out, so its numbers may run further than it has lines. */
const LINES_END = 10 * MAX_JOB_LINES;

/** Asking for the eligibility of a list. */
export function eligibilityMutations(jobs: EligibilityJobs, store: AuditStore): SubgraphWork['mutations'] {
  const served = (jobId: string): Promise<SourceRow | null> => store.servedRow('eligibilityJob', jobId);
  return {
    createEligibilityJob: async (args, context) => {
      const scheme = textOf(args['scheme']);
      jobs.assertKnown(scheme);
      const { day, asOf } = eligibilityDay(args['asOf'], new Date(), context.grant.purpose);
      // A day that goes on is that of the start, which may be another one.
      const asked = { scheme, kind: kindOf(args['kind']), day: asOf === null ? null : day, asOf };
      return served(await store.eligibility.create(asked, context.grant.subject));
    },
    addEligibilityKeys: async (args, context) => {
      const jobId = textOf(args['jobId']);
      const lines = linesOf(args['keys']);
      const kind = await store.eligibility.add(jobId, partOf(args['part']), lines, context.grant.subject);
      if (kind === 'PERSON') for (const { key } of lines) context.dataSubjects.add(key);
      return served(jobId);
    },
    startEligibilityJob: async (args, { grant, exchangeId }) => {
      const jobId = textOf(args['jobId']);
      await jobs.start(jobId, exchangeId, grant.subject);
      return served(jobId);
    },
    cancelEligibilityJob: async (args, context) => {
      const jobId = textOf(args['jobId']);
      await jobs.cancel(jobId, context.grant.subject);
      return served(jobId);
    },
  };
}

function linesOf(given: unknown): readonly KeyedLine[] {
  const lines = (given as readonly Arguments[]).map(({ line, key }) => ({
    line: Number(line),
    key: textOf(key),
  }));
  if (lines.length > MAX_PART)
    throw eligibilityInvalid('keys', 'they are more than a part has', { limit: MAX_PART });
  const seen = new Set<number>();
  for (const { line } of lines) {
    if (!(line >= 1 && line < LINES_END))
      throw eligibilityInvalid('keys', 'a line has no such number', { line });
    if (seen.has(line)) throw eligibilityInvalid('keys', 'a line comes twice in the part', { line });
    seen.add(line);
  }
  return lines;
}

function partOf(part: unknown): number {
  if (typeof part === 'number' && part >= 1 && part <= MAX_JOB_LINES) return part;
  throw eligibilityInvalid('part', 'parts are numbered from 1');
}

function kindOf(value: unknown): KeyKind {
  const kind = KEY_KINDS.find((each) => each === value);
  if (kind === undefined) throw eligibilityInvalid('kind', 'it is no kind of key');
  return kind;
}
