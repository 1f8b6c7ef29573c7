import type { FoundLines } from './hand-written.ts';

/** How what two wrote differs, line for line: one that is there twice on one side and once on the other differs too. */
export interface FindingDifference {
  readonly missing: number;
  readonly added: number;
}

export function compareFindings(theirs: FoundLines, ours: FoundLines): FindingDifference {
  const counts = new Map<string, number>();
  for (const line of [...theirs.findings, ...theirs.evidence]) counts.set(line, (counts.get(line) ?? 0) + 1);
  let added = 0;
  for (const line of [...ours.findings, ...ours.evidence]) {
    const left = counts.get(line) ?? 0;
    if (left === 0) added += 1;
    else counts.set(line, left - 1);
  }
  return { missing: [...counts.values()].reduce((sum, left) => sum + left, 0), added };
}
