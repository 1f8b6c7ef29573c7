/** What was planted in the province about one kind, and whether the law allows it. */
export interface PlantedCase {
  readonly caseId: string;
  readonly exempt: boolean;
  /** Why it only looks wrong; null for the real thing. */
  readonly exemption: string | null;
  /** Whom it is about; null where it is about money alone. */
  readonly personKey: string | null;
  /** Keys of the cases it shows in, each of the audit's population: more than one where one thing is in several. */
  readonly caseKeys: readonly string[];
}

/** A finding, as far as it is compared. */
export interface FoundCase {
  readonly ruleId: string;
  readonly outcome: 'YES' | 'CANNOT_TELL';
  readonly caseKey: string;
  /** Null where the rule is about the case as a whole. */
  readonly personKey: string | null;
}

/** Findings against the truth, one person of one case (or one case) being one hit however many records show it. */
export interface Comparison {
  readonly findings: number;
  /** Distinct cases, or persons of cases, that were flagged. */
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

/** Whether every planted case was found and no exempt one was flagged: what an exact audit must come to. */
export function isExact({ audit }: TruthReport): boolean {
  return audit.recall === 1 && Object.keys(audit.flaggedExemptions).length === 0;
}

function compare(found: readonly FoundCase[], planted: readonly PlantedCase[]): Comparison {
  const yes = found.filter(({ outcome }) => outcome === 'YES');
  const flagged = new Set(yes.map(keyOf));
  const unsure = new Set(found.filter(({ outcome }) => outcome === 'CANNOT_TELL').map(keyOf));
  const real = planted.filter(({ exempt }) => !exempt);
  const exempt = planted.filter((one) => one.exempt);
  const isIn = (keys: ReadonlySet<string>, one: PlantedCase): boolean =>
    plantedKeys(one).some((key) => keys.has(key));
  const hits = real.filter((one) => isIn(flagged, one));
  const realKeys = new Set(real.flatMap(plantedKeys));
  const flaggedExemptions: Record<string, number> = {};
  for (const one of exempt) {
    const name = one.exemption ?? '';
    if (isIn(flagged, one)) flaggedExemptions[name] = (flaggedExemptions[name] ?? 0) + 1;
  }
  return {
    findings: yes.length,
    flagged: flagged.size,
    planted: real.length,
    found: hits.length,
    recall: real.length === 0 ? null : hits.length / real.length,
    precision:
      flagged.size === 0 ? null : [...flagged].filter((key) => realKeys.has(key)).length / flagged.size,
    exemptions: exempt.length,
    flaggedExemptions,
    plantedCannotTell: real.filter((one) => isIn(unsure, one) && !isIn(flagged, one)).length,
  };
}

function keyOf({ caseKey, personKey }: FoundCase): string {
  return `${caseKey} ${personKey ?? ''}`;
}

/** What a finding of a planted case may be known by: the case, or the person in the case. */
function plantedKeys({ caseKeys, personKey }: PlantedCase): readonly string[] {
  return caseKeys.flatMap((key) => (personKey === null ? [`${key} `] : [`${key} `, `${key} ${personKey}`]));
}
