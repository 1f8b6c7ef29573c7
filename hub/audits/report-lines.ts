import type { RunBesideTruth } from './run-beside-truth.ts';
import type { Comparison } from './truth-report.ts';

/** A comparison in full, for a person. */
export function comparisonLines(title: string, comparison: Comparison): readonly string[] {
  return [
    title,
    `  recall 召回率 ${share(comparison.recall)} (${comparison.found} of ${comparison.planted} planted 植入)`,
    `  precision 精确率 ${share(comparison.precision)} (${comparison.flagged} flagged 标记, ${comparison.findings} findings 疑点)`,
    `  exemptions flagged 误标豁免 ${flaggedText(comparison)}`,
    `  planted but cannot tell 植入而无法判定 ${comparison.plantedCannotTell}`,
  ];
}

/** A run and each of its rules, one line each. */
export function summaryLines({ auditName, run, report }: RunBesideTruth): readonly string[] {
  if (report === null) return [`${auditName}: ${run.status} ${run.errorCode ?? ''} ${run.errorDetail ?? ''}`];
  return [
    summaryLine(auditName, report.audit),
    ...Object.entries(report.rules).map(([id, comparison]) => summaryLine(`  ${id}`, comparison)),
  ];
}

function summaryLine(title: string, comparison: Comparison): string {
  return (
    `${title}: recall 召回率 ${share(comparison.recall)} (${comparison.found}/${comparison.planted}), ` +
    `precision 精确率 ${share(comparison.precision)} (${comparison.flagged} flagged 标记), ` +
    `exemptions flagged 误标豁免 ${flaggedText(comparison)}`
  );
}

function flaggedText({ exemptions, flaggedExemptions }: Comparison): string {
  const each = Object.entries(flaggedExemptions);
  const sum = each.reduce((total, [, count]) => total + count, 0);
  return `${sum}/${exemptions}${each.map(([name, count]) => ` ${name}=${count}`).join('')}`;
}

function share(value: number | null): string {
  return value === null ? '–' : value.toFixed(4);
}
