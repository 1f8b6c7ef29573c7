/** What was planted in the province about one kind, and whether the law allows it. */
export interface PlantedCase {
  readonly caseId: string;
  readonly exempt: boolean;
  /** Why it only looks wrong; null for the real thing. */
  readonly exemption: string | null;
  readonly personKey: string;
  readonly caseNumber: string;
}

/** A finding, as far as it is compared. */
export interface FoundCase {
  readonly ruleId: string;
  readonly outcome: 'YES' | 'CANNOT_TELL';
  readonly personKey: string | null;
  readonly caseNumber: string;
}

/** Findings against the truth, one person of one case being one hit however many records show it. */
export interface Comparison {
  readonly findings: number;
  /** Distinct persons of cases that were flagged. */
  readonly flagged: number;
  readonly planted: number;
  readonly found: number;
  /** found / planted; null where nothing was planted. */
  readonly recall: number | null;
  /** Flagged ones that were planted / flagged; null where nothing was flagged. */
  readonly precision: number | null;
  readonly exemptions: number;
  /** Exempt ones that were flagged all the same, by exemption; must be empty. */
  readonly flaggedExemptions: Readonly<Record<string, number>>;
  /** Planted ones about which it could not be told. */
  readonly plantedCannotTell: number;
}

export interface TruthReport {
  readonly audit: Comparison;
  readonly rules: Readonly<Record<string, Comparison>>;
}

/** Compares a run with what was planted. Pure. */
export function compareWithTruth(
  found: readonly FoundCase[],
  planted: readonly PlantedCase[],
  ruleIds: readonly string[],
): TruthReport {
  const rules = ruleIds.map((ruleId) => [
    ruleId,
    compare(
      found.filter((finding) => finding.ruleId === ruleId),
      planted,
    ),
  ]);
  return {
    audit: compare(found, planted),
    rules: Object.fromEntries(rules) as Readonly<Record<string, Comparison>>,
  };
}

function compare(found: readonly FoundCase[], planted: readonly PlantedCase[]): Comparison {
  const yes = found.filter(({ outcome }) => outcome === 'YES');
  const flagged = new Set(yes.map(keyOf));
  const unsure = new Set(found.filter(({ outcome }) => outcome === 'CANNOT_TELL').map(keyOf));
  const real = new Set(planted.filter(({ exempt }) => !exempt).map(keyOf));
  const exempt = planted.filter((one) => one.exempt);
  const hits = [...real].filter((key) => flagged.has(key));
  const flaggedExemptions: Record<string, number> = {};
  for (const one of exempt) {
    const name = one.exemption ?? '';
    if (flagged.has(keyOf(one))) flaggedExemptions[name] = (flaggedExemptions[name] ?? 0) + 1;
  }
  return {
    findings: yes.length,
    flagged: flagged.size,
    planted: real.size,
    found: hits.length,
    recall: real.size === 0 ? null : hits.length / real.size,
    precision: flagged.size === 0 ? null : hits.length / flagged.size,
    exemptions: exempt.length,
    flaggedExemptions,
    plantedCannotTell: [...real].filter((key) => unsure.has(key) && !flagged.has(key)).length,
  };
}

function keyOf({
  caseNumber,
  personKey,
}: {
  readonly caseNumber: string;
  readonly personKey: string | null;
}): string {
  return `${caseNumber} ${personKey ?? ''}`;
}
