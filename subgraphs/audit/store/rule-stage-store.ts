import type pg from 'pg';
import { SluiceError } from '../../../errors/sluice-error.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import type { ActingOfficial } from './saved-audit-store.ts';
import type { RuleStage } from './stored-run.ts';
import { ownerKeysOf } from './viewer.ts';

/** Of findings, and of cases that were not flagged, so many must have been judged, or all where there are fewer. */
export const SMALLEST_SAMPLE = 20;

/**
 * Of the findings judged, at least so large a share must be confirmed (2026-11-22): a rule that errs four times of five
 * costs officials more than it finds, and people their peace. An office may ask more of its own rules.
 */
export const LEAST_CONFIRMED_PERCENT = 20;

/** A text of a rule, as the official who releases or suspends it finds it. */
interface RuleText {
  readonly version: number;
  readonly ruleVersion: number;
  readonly hash: string;
  readonly stage: RuleStage;
  readonly isShared: boolean;
  readonly isShipped: boolean;
  /** The official through whom it was saved; null for a rule that ships. */
  readonly author: string | null;
}

/** The stages of rules. A text begins in its shadow; every change is kept. */
export class RuleStageStore {
  private readonly pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  /** The stage of each text of a rule, in their order. */
  async stagesOf(texts: readonly RuleTextName[]): Promise<readonly RuleStage[]> {
    const { rows } = await this.pool.query<{ readonly stage: RuleStage }>(
      `SELECT audit.stage_of(given.audit, given.rule, given.hash) AS stage
       FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY AS given (audit, rule, hash, place)
       ORDER BY place`,
      [texts.map(({ audit }) => audit), texts.map(({ ruleId }) => ruleId), texts.map(({ hash }) => hash)],
    );
    return rows.map(({ stage }) => stage);
  }

  /**
   * Puts a rule live, once it is known how often it errs. Answers with the key of the rule in `audit.audit_rule`.
   * @throws SluiceError AUDIT_UNKNOWN, AUDIT_RULE_UNKNOWN, AUDIT_STATE_CONFLICT where it is live, AUDIT_RELEASE_REFUSED with
   * what is missing, AUDIT_FOUR_EYES for the author
   */
  async release(rule: RuleName, reason: string, acting: ActingOfficial): Promise<string> {
    return inTransaction(this.pool, async (client) => {
      const text = await ruleText(client, rule, acting);
      if (text.stage === 'LIVE') throw new SluiceError('AUDIT_STATE_CONFLICT', { state: 'LIVE' });
      const missing = await missingForRelease(client, rule, text, acting);
      if (missing.length > 0) throw new SluiceError('AUDIT_RELEASE_REFUSED', { reason: missing.join('; ') });
      if (text.author === acting.official) throw new SluiceError('AUDIT_FOUR_EYES');
      return insertStage(client, rule, text, { stage: 'LIVE', reason }, acting);
    });
  }

  /**
   * Puts a rule back into its shadow. Answers as `release`.
   * @throws SluiceError AUDIT_UNKNOWN, AUDIT_RULE_UNKNOWN, AUDIT_STATE_CONFLICT where it is there
   */
  async suspend(rule: RuleName, reason: string, acting: ActingOfficial): Promise<string> {
    return inTransaction(this.pool, async (client) => {
      const text = await ruleText(client, rule, acting);
      if (text.stage === 'SHADOW') throw new SluiceError('AUDIT_STATE_CONFLICT', { state: 'SHADOW' });
      return insertStage(client, rule, text, { stage: 'SHADOW', reason }, acting);
    });
  }
}

export interface RuleName {
  readonly audit: string;
  readonly ruleId: string;
}

/** One text of a rule, by its hash. */
export interface RuleTextName extends RuleName {
  readonly hash: string;
}

/** The rule in the version of its audit that the official may run; held until the transaction ends. */
async function ruleText(
  client: pg.ClientBase,
  { audit, ruleId }: RuleName,
  acting: ActingOfficial,
): Promise<RuleText> {
  await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [audit]);
  const { rows } = await client.query<Omit<RuleText, 'hash'> & { readonly hash: string | null }>(
    `SELECT state.version, rule.rule_version AS "ruleVersion", rule.rule_hash AS hash,
       audit.stage_of(name, $2, rule.rule_hash) AS stage, sharing = 'SHARED' AS "isShared", shipped AS "isShipped",
       owner_official AS author
     FROM audit.version_state AS state LEFT JOIN audit.saved_rule AS rule
       ON (rule.audit_name, rule.audit_version, rule.rule_id) = (state.name, state.version, $2)
     WHERE name = $1 AND (sharing = 'SHARED' OR owner_key = ANY($3))
     ORDER BY state.version DESC LIMIT 1`,
    [audit, ruleId, ownerKeysOf(acting)],
  );
  const [text] = rows;
  if (text === undefined) throw new SluiceError('AUDIT_UNKNOWN');
  if (text.hash === null) throw new SluiceError('AUDIT_RULE_UNKNOWN');
  return { ...text, hash: text.hash };
}

interface Readiness {
  readonly runs: number;
  readonly samples: number;
  readonly findingsDrawn: number;
  readonly findingTotal: number;
  readonly controlsDrawn: number;
  readonly unflaggedTotal: number;
  readonly unjudged: number;
  readonly findingsJudged: number;
  readonly findingsConfirmed: number;
  /** On how many of what was drawn officials disagree. */
  readonly disputed: number;
  /** Whose word is the last on some item. */
  readonly judges: readonly string[];
}

/** What must still be done, in words of the caller's own work. */
async function missingForRelease(
  client: pg.ClientBase,
  rule: RuleName,
  text: RuleText,
  acting: ActingOfficial,
): Promise<readonly string[]> {
  const { rows } = await client.query<Readiness>(READINESS, [
    rule.audit,
    rule.ruleId,
    text.hash,
    text.author,
  ]);
  const [ready] = rows;
  if (ready === undefined) return ['everything'];
  const missing: string[] = [];
  if (!text.isShared) missing.push('the audit is not shared: propose it, and have it approved');
  if (ready.runs === 0)
    missing.push(
      'no run of this text in its shadow, over everybody, as the sources are and with the usual parameters, ended well',
    );
  if (!text.isShipped && text.author === null) missing.push('nobody answers for it: save it as an official');
  if (ready.samples === 0) missing.push('no sample was drawn');
  else missing.push(...missingInSamples(ready), ...missingJudges(ready, text, acting));
  return missing;
}

function missingInSamples(ready: Readiness): readonly string[] {
  const lacks = (drawn: number, total: number): boolean => drawn < Math.min(SMALLEST_SAMPLE, total);
  const missing: string[] = [];
  if (ready.findingsDrawn + ready.controlsDrawn === 0)
    missing.push('the samples are empty: nothing is known');
  else if (ready.findingsDrawn === 0)
    missing.push('no finding was drawn: what it says of somebody was never looked at');
  if (lacks(ready.findingsDrawn, ready.findingTotal))
    missing.push(`fewer than ${SMALLEST_SAMPLE} findings were drawn`);
  if (lacks(ready.controlsDrawn, ready.unflaggedTotal))
    missing.push(`fewer than ${SMALLEST_SAMPLE} cases that were not flagged were drawn`);
  if (ready.disputed > 0)
    missing.push(
      `officials disagree on ${ready.disputed} of what was drawn: one of them must correct their word`,
    );
  if (ready.unjudged > 0) missing.push(`${ready.unjudged} of what was drawn is not judged`);
  else if (ready.findingsConfirmed * 100 < ready.findingsJudged * LEAST_CONFIRMED_PERCENT)
    missing.push(
      `${ready.findingsConfirmed} of ${ready.findingsJudged} findings were confirmed, fewer than ${LEAST_CONFIRMED_PERCENT} %`,
    );
  return missing;
}

/** The last word on an item is no author's, and the only judge does not release. */
function missingJudges(
  { judges }: Readiness,
  { author }: RuleText,
  { official }: ActingOfficial,
): readonly string[] {
  const missing: string[] = [];
  if (author !== null && judges.includes(author))
    missing.push('some items were last judged by the author of the rule: another official must judge them');
  if (!judges.some((judge) => judge !== official))
    missing.push('nobody but the official who would release it has judged');
  return missing;
}

// Whatever was drawn counts, so that nobody draws again until the sample pleases; and what was drawn twice counts once.
// Officials disagree where their own last words differ; what the author of the rule says decides nothing.
const READINESS = `
WITH shadow_run AS (
  SELECT run_id FROM audit.run_rule JOIN audit.representative_run USING (run_id)
  WHERE (audit_name, rule_id, rule_hash) = ($1, $2, $3) AND state = 'COMPLETE'
), item AS (
  SELECT * FROM audit.sampled_item WHERE (audit_name, rule_id, rule_hash) = ($1, $2, $3)
), drawn AS (
  SELECT DISTINCT ON (kind, drawn_key) kind, judge, verdict = 'CONFIRMED' AS is_confirmed
  FROM item ORDER BY kind, drawn_key, judgement DESC NULLS LAST
), sample AS (
  SELECT * FROM audit.rule_sample WHERE rule_id = $2 AND run_id IN (SELECT run_id FROM shadow_run)
), last_word AS (
  SELECT DISTINCT ON (drawn_key, kind, judged_by, official) kind, drawn_key, given.verdict
  FROM item JOIN audit.sample_judgement AS given USING (item_id) WHERE official IS DISTINCT FROM $4
  ORDER BY drawn_key, kind, judged_by, official, given.record_id DESC
)
SELECT
  (SELECT count(*)::int FROM shadow_run) AS runs,
  (SELECT count(*)::int FROM sample) AS samples,
  (SELECT coalesce(max(finding_total), 0)::int FROM sample) AS "findingTotal",
  (SELECT coalesce(max(unflagged_total), 0)::int FROM sample) AS "unflaggedTotal",
  (SELECT count(*)::int FROM drawn WHERE kind = 'FINDING') AS "findingsDrawn",
  (SELECT count(*)::int FROM drawn WHERE kind = 'UNFLAGGED') AS "controlsDrawn",
  (SELECT count(*)::int FROM item WHERE judge IS NULL) AS unjudged,
  (SELECT count(*)::int FROM drawn WHERE kind = 'FINDING' AND judge IS NOT NULL) AS "findingsJudged",
  (SELECT count(*)::int FROM drawn WHERE kind = 'FINDING' AND is_confirmed) AS "findingsConfirmed",
  (SELECT count(*)::int FROM (
    SELECT FROM last_word GROUP BY kind, drawn_key HAVING count(DISTINCT verdict) > 1
  ) AS disputed) AS disputed,
  ARRAY(SELECT DISTINCT judge FROM item WHERE judge IS NOT NULL) AS judges`;

async function insertStage(
  client: pg.ClientBase,
  { audit, ruleId }: RuleName,
  text: RuleText,
  { stage, reason }: { readonly stage: RuleStage; readonly reason: string },
  { application, official }: ActingOfficial,
): Promise<string> {
  await client.query(
    `INSERT INTO audit.rule_stage
       (audit_name, rule_id, rule_version, rule_hash, stage, reason, decided_by, official)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [audit, ruleId, text.ruleVersion, text.hash, stage, reason, application, official],
  );
  return `${audit}/${text.version}/${ruleId}`;
}
