import { createHash } from 'node:crypto';
import type { CaseConclusion, EvidenceValue } from '../run/evaluate-case.ts';

/** Where the values of some conclusions come from. */
export interface ReadAt {
  readonly exchangeId: string;
  readonly fetchedAt: Date;
}

/** Equal conclusions of one run have equal ids, whichever process reached them. */
export function findingId(
  runId: string,
  { rule, caseKey, evidenceKey }: Pick<CaseConclusion, 'rule' | 'caseKey' | 'evidenceKey'>,
): string {
  const parts = [runId, rule.definition.id, caseKey, evidenceKey];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}

/**
 * What the evidence of a finding says, in SHA-256 hex: a line `path TAB JSON value LF` for each, in order of their code
 * points, UTF-8. The records that say it are left out: one that is written again and says the same changes nothing.
 */
export function evidenceHash(evidence: readonly Pick<EvidenceValue, 'path' | 'value'>[]): string {
  const lines = evidence.map(({ path, value }) => `${path}\t${JSON.stringify(value)}\n`);
  return createHash('sha256').update(lines.sort(byCodePoint).join('')).digest('hex');
}

/** A conclusion as a row of `audit.finding`, less its stage, which is that of its rule in the run. */
export function findingRow(runId: string, conclusion: CaseConclusion, foundAt: Date): object {
  const { id, version, statute, nature } = conclusion.rule.definition;
  return {
    finding_id: findingId(runId, conclusion),
    rule_id: id,
    rule_version: version,
    statute,
    nature,
    outcome: conclusion.outcome,
    missing: conclusion.missing,
    case_kind: conclusion.caseKind,
    case_key: conclusion.caseKey,
    case_number: conclusion.caseNumber,
    household_number: conclusion.householdNumber,
    division: conclusion.division,
    person_key: conclusion.personKey,
    match_tier: conclusion.matchTier,
    evidence_key: conclusion.evidenceKey,
    evidence_hash: evidenceHash(conclusion.evidence),
    found_at: foundAt.toISOString(),
  };
}

/** The evidence of a conclusion as rows of `audit.evidence`. */
export function evidenceRows(runId: string, conclusion: CaseConclusion, read: ReadAt): readonly object[] {
  const id = findingId(runId, conclusion);
  return conclusion.evidence.map((item) => ({
    finding_id: id,
    path: item.path,
    source_agency: item.agency,
    source_dataset: item.dataset,
    source_type: item.typeName,
    source_field: item.fieldName,
    source_record_key: item.recordKey,
    value: JSON.stringify(item.value),
    as_of: item.asOf,
    fetched_at: read.fetchedAt.toISOString(),
    match_tier: item.matchTier,
    exchange_id: read.exchangeId,
  }));
}

/** UTF-16 order is not that of UTF-8 and of databases beyond the basic plane. */
function byCodePoint(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
