import { handleRequest, type Spine } from '../../gateway/handle-request.ts';
import type {
  AdmittedPlan,
  AllowedOperation,
  Answer,
  CheckedPlan,
  ConfirmedResult,
  DecidedOperation,
  Declaration,
  IncomingRequest,
  MaskedResult,
  Scope,
} from '../../gateway/stages/stage-types.ts';
import { median } from '../median.ts';

export interface EnforcementCost {
  /**
   * The part of the gateway's CPU time that deciding, rewriting, checking, masking and pseudonyms take, from 0 to 1; what
   * is kept of earlier exchanges is warm.
   */
  readonly share: number;
  readonly cpuMs: number;
  readonly cpuMsWithout: number;
  readonly answerBytes: number;
  readonly rounds: number;
  readonly wrong: readonly string[];
}

const ROUNDS = 20;
const EXCHANGES_A_ROUND = 32;
const AT_ONCE = 16;

/** The question as it comes over the wire. */
export interface Question {
  readonly body: string;
  readonly headers: IncomingRequest['headers'];
  /** What is wrong with the data that is answered, found apart from the gateway. */
  findWrong?(data: string): readonly string[];
}

/**
 * Runs one operation through the whole spine and through one whose policy stages hand on what the first request came
 * to, in turns. Both read the request's text, fetch, sign grants, record in the ledger and write the answer's text.
 */
export async function measureEnforcement(spine: Spine, question: Question): Promise<EnforcementCost> {
  const seen = await observe(spine, question);
  const without = { ...spine, ...unenforced(seen) };
  const answers = [await ask(spine, question), await ask(without, question)].map(dataOf);
  const rounds: { readonly real: number; readonly bare: number }[] = [];
  for (let round = -2; round < ROUNDS; round += 1) {
    const [first, second] = round % 2 === 0 ? [spine, without] : [without, spine];
    const [one, other] = [await cpuOf(first, question), await cpuOf(second, question)];
    const [real, bare] = first === spine ? [one, other] : [other, one];
    if (round >= 0) rounds.push({ real, bare });
  }
  const cpuMs = median(rounds.map(({ real }) => real));
  const cpuMsWithout = median(rounds.map(({ bare }) => bare));
  const [enforced, bare] = answers;
  return {
    share: (cpuMs - cpuMsWithout) / cpuMs,
    cpuMs,
    cpuMsWithout,
    answerBytes: Buffer.byteLength(enforced ?? ''),
    rounds: ROUNDS,
    wrong: [
      ...(enforced === bare ? [] : ['the answer with policy is not the answer without']),
      ...(question.findWrong?.(enforced ?? '') ?? []),
    ],
  };
}

/** CPU time of one exchange, all threads of this process counted. */
async function cpuOf(spine: Spine, question: Question): Promise<number> {
  const before = process.cpuUsage();
  for (let asked = 0; asked < EXCHANGES_A_ROUND; asked += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, () => ask(spine, question)));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / EXCHANGES_A_ROUND;
}

async function ask(spine: Spine, { body, headers }: Question): Promise<string> {
  const { signal } = new AbortController();
  const answer = await handleRequest({ body: JSON.parse(body) as unknown, headers, signal }, spine);
  return JSON.stringify(answer.body);
}

function dataOf(answer: string): string {
  const { data, errors } = JSON.parse(answer) as Answer['body'];
  if (errors || !data) throw new Error(`the operation is not answered whole: ${answer.slice(0, 500)}`);
  return JSON.stringify(data);
}

/** What the policy stages came to for one request. */
interface Seen {
  readonly declaration: Declaration;
  readonly scope: Scope;
  readonly decided: DecidedOperation;
  readonly allowed: AllowedOperation;
  readonly plan: CheckedPlan;
  readonly admitted: AdmittedPlan;
  readonly masked: MaskedResult;
}

async function observe(spine: Spine, question: Question): Promise<Seen> {
  const seen: { -readonly [Part in keyof Seen]?: Seen[Part] } = {};
  await ask(
    {
      ...spine,
      readDeclaration: (...args) => (seen.declaration = spine.readDeclaration(...args)),
      establishScope: async (...args) => (seen.scope = await spine.establishScope(...args)),
      decide: (...args) => (seen.decided = spine.decide(...args)),
      rewrite: (...args) => (seen.allowed = spine.rewrite(...args)),
      plan: (...args) => (seen.plan = spine.plan(...args)),
      admit: async (...args) => (seen.admitted = await spine.admit(...args)),
      mask: (...args) => (seen.masked = spine.mask(...args)),
    },
    question,
  );
  return seen as Seen;
}

/** Stages that hand on what is known and look at nothing. */
function unenforced(seen: Seen): Partial<Spine> {
  return {
    readDeclaration: () => seen.declaration,
    establishScope: () => Promise.resolve(seen.scope),
    decide: (read) => ({ ...seen.decided, read }),
    rewrite: (decided) => ({ ...seen.allowed, decided, variables: decided.read.variables }),
    plan: (allowed) => ({ ...seen.plan, allowed }),
    admit: (_, plan) => Promise.resolve({ ...seen.admitted, plan }),
    confirm: (_, raw) => Promise.resolve({ kind: 'confirmed', raw } as ConfirmedResult),
    mask: ({ raw }) => ({
      ...seen.masked,
      allowed: raw.allowed,
      subjectTags: raw.subjectTags,
      fetches: raw.fetches,
    }),
  };
}
