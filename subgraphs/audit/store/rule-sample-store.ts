import { randomBytes, randomUUID } from 'node:crypto';
import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { drawSample } from '../samples/draw-sample.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import type { ActingOfficial } from './saved-audit-store.ts';
import { ownerKeysOf } from './viewer.ts';

export interface Judgement {
  readonly itemId: string;
  /** Whether the case is one of what the rule says, found or not found by it. */
  readonly verdict: 'CONFIRMED' | 'NOT_CONFIRMED';
  readonly reason: string;
}

interface SampledCase {
  readonly findingId: string | null;
  readonly caseKind: string;
  readonly caseKey: string;
  readonly caseNumber: string | null;
  readonly householdNumber: string | null;
  readonly division: string;
}

/** Samples of what rules flagged and of what they did not, and what people said of them. Nothing is overwritten. */
export class RuleSampleStore {
  private readonly pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  /**
   * Draws a sample from a run that ended well, over everybody, as the sources are and with the usual parameters: so many
   * findings of a rule and so many cases that it did not flag, or all where there are fewer. Answers with its id.
   * @throws SluiceError AUDIT_RUN_UNKNOWN, AUDIT_RULE_UNKNOWN, AUDIT_STATE_CONFLICT
   */
  async draw(
    of: { readonly runId: string; readonly ruleId: string; readonly size: number },
    acting: ActingOfficial,
  ): Promise<string> {
    return inTransaction(this.pool, async (client) => {
      const populationSeen = await sampledRun(client, of.runId, of.ruleId, acting);
      const findings = await flagged(client, of.runId, of.ruleId);
      const seed = randomBytes(16).toString('hex');
      const drawn = [
        ...draw(findings.cases, ({ findingId }) => findingId ?? '', of.size, seed),
        ...draw(await controls(client, of.runId, of.ruleId), ({ caseKey }) => caseKey, of.size, seed),
      ];
      const sampleId = randomUUID();
      await client.query(
        `INSERT INTO audit.rule_sample
           (sample_id, run_id, rule_id, seed, finding_total, unflagged_total, drawn_by, official)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          sampleId,
          of.runId,
          of.ruleId,
          seed,
          findings.cases.length,
          populationSeen - findings.distinctCases,
          acting.application,
          acting.official,
        ],
      );
      await insertItems(client, sampleId, drawn);
      return sampleId;
    });
  }

  /**
   * Writes down what an official says of items of a sample, beside whatever was said before; the last word on an item
   * counts, and where officials disagree its rule is not released.
   * @throws SluiceError AUDIT_SAMPLE_UNKNOWN, also where an item is of another sample
   */
  async judge(sampleId: string, judgements: readonly Judgement[], acting: ActingOfficial): Promise<void> {
    await inTransaction(this.pool, async (client) => {
      const { rowCount } = await client.query(
        `INSERT INTO audit.sample_judgement (item_id, verdict, reason, judged_by, official)
         SELECT item.item_id, given.verdict, given.reason, $3, $4
         FROM jsonb_to_recordset($2::jsonb) AS given ("itemId" text, verdict text, reason text)
           JOIN audit.served_sample_item AS item ON item.item_id = given."itemId" AND item.sample_id = $1
         WHERE is_open OR owner_key = ANY($5)`,
        [sampleId, JSON.stringify(judgements), acting.application, acting.official, ownerKeysOf(acting)],
      );
      if (rowCount !== judgements.length) throw new SluiceError('AUDIT_SAMPLE_UNKNOWN');
    });
  }
}

/** Checks that a rule of a run can be sampled by the official; answers with how many cases the run saw. */
async function sampledRun(
  client: pg.ClientBase,
  runId: string,
  ruleId: string,
  acting: ActingOfficial,
): Promise<number> {
  const { rows } = await client.query<{
    seen: number;
    isShown: boolean;
    isWhole: boolean;
    isRepresentative: boolean;
    state: string | null;
  }>(
    `SELECT population_seen::int AS seen, is_open OR owner_key = ANY($3) AS "isShown",
       status = 'SUCCEEDED' AS "isWhole",
       EXISTS (SELECT FROM audit.representative_run WHERE run_id = $1) AS "isRepresentative",
       coalesce(rule.state, CASE WHEN rule.rule_id IS NULL THEN 'NONE' END) AS state
     FROM audit.audit_run AS run
       LEFT JOIN audit.run_rule AS rule ON rule.run_id = run.run_id AND rule.rule_id = $2
     WHERE run.run_id = $1`,
    [runId, ruleId, ownerKeysOf(acting)],
  );
  const [run] = rows;
  if (run?.isShown !== true) throw new SluiceError('AUDIT_RUN_UNKNOWN');
  if (run.state === 'NONE') throw new SluiceError('AUDIT_RULE_UNKNOWN');
  if (!run.isWhole || run.state !== 'COMPLETE')
    throw new SluiceError('AUDIT_STATE_CONFLICT', {
      reason: 'the rule was not verified in a run that ended well',
    });
  if (!run.isRepresentative)
    throw new SluiceError('AUDIT_STATE_CONFLICT', {
      reason:
        'the run was over a list, as of a former time or with other parameters than the usual, which does not say how often the rule errs',
    });
  return run.seen;
}

const CASE_COLUMNS = `case_kind AS "caseKind", case_key AS "caseKey", case_number AS "caseNumber",
  household_number AS "householdNumber", division`;

async function flagged(
  client: pg.ClientBase,
  runId: string,
  ruleId: string,
): Promise<{ readonly cases: readonly SampledCase[]; readonly distinctCases: number }> {
  const { rows } = await client.query<SampledCase & { readonly outcome: string }>(
    `SELECT finding_id AS "findingId", outcome, ${CASE_COLUMNS} FROM audit.finding WHERE run_id = $1 AND rule_id = $2`,
    [runId, ruleId],
  );
  return {
    cases: rows.filter(({ outcome }) => outcome === 'YES'),
    distinctCases: new Set(rows.map(({ caseKey }) => caseKey)).size,
  };
}

async function controls(
  client: pg.ClientBase,
  runId: string,
  ruleId: string,
): Promise<readonly SampledCase[]> {
  const { rows } = await client.query<SampledCase>(
    `SELECT NULL AS "findingId", ${CASE_COLUMNS} FROM audit.control_case WHERE run_id = $1 AND rule_id = $2`,
    [runId, ruleId],
  );
  return rows;
}

/** One stratum: each has the same chance, so that the rate among the drawn is that of the whole. */
function draw(
  cases: readonly SampledCase[],
  idOf: (one: SampledCase) => string,
  size: number,
  seed: string,
): readonly SampledCase[] {
  const drawables = cases.map((one) => ({ id: idOf(one), stratum: '', one }));
  return drawSample(drawables, size, seed).map(({ item }) => item.one);
}

async function insertItems(
  client: pg.ClientBase,
  sampleId: string,
  drawn: readonly SampledCase[],
): Promise<void> {
  // In the order of ids that mean nothing: what was flagged and what was not lie mixed before whoever judges.
  const items = drawn
    .map((one) => ({ itemId: randomUUID(), kind: one.findingId === null ? 'UNFLAGGED' : 'FINDING', ...one }))
    .sort((one, other) => (one.itemId < other.itemId ? -1 : 1))
    .map((item, position) => ({ ...item, position: position + 1 }));
  await client.query(
    `INSERT INTO audit.sample_item (
       item_id, sample_id, position, kind, finding_id, case_kind, case_key, case_number, household_number, division
     )
     SELECT "itemId", $1, position, kind, "findingId", "caseKind", "caseKey", "caseNumber", "householdNumber", division
     FROM jsonb_to_recordset($2::jsonb) AS item (
       "itemId" text, position int, kind text, "findingId" text, "caseKind" text, "caseKey" text, "caseNumber" text,
       "householdNumber" text, division text
     )`,
    [sampleId, JSON.stringify(items)],
  );
}
