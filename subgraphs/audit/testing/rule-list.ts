import type { AuditDefinition, RuleDefinition, ThresholdDefinition } from '../definition/audit-definition.ts';

/** An audit that ships, with the number that its file begins with (`R01`); null where it has none. */
export interface ListedAudit {
  readonly number: string | null;
  readonly definition: AuditDefinition;
}

/** The rules that ship and the thresholds they read, as the Markdown that `docs/audits.md` holds. Pure. */
export function ruleList(audits: readonly ListedAudit[], thresholds: readonly ThresholdDefinition[]): string {
  const numbered = audits.toSorted((one, other) => sortKey(one).localeCompare(sortKey(other), 'en'));
  return [
    ...numbered.flatMap(auditLines),
    '### Thresholds 阈值',
    '',
    ...thresholds.map(thresholdLine).toSorted(),
    '',
  ].join('\n');
}

/** The rules of the list first, then the warnings, then what has no number. */
function sortKey({ number, definition }: ListedAudit): string {
  return `${number ?? 'Z'} ${definition.name}`;
}

function auditLines({ number, definition }: ListedAudit): readonly string[] {
  const { name, title, titleChinese, rules } = definition;
  return [
    `### ${number === null ? '' : `${number} `}${title} ${titleChinese}`,
    '',
    `\`${name}\``,
    '',
    ...rules.flatMap(ruleLines),
    '',
  ];
}

function ruleLines(rule: RuleDefinition): readonly string[] {
  return [
    `- \`${rule.id}\` (version ${rule.version}, ${rule.nature}, ${rule.owner}): ${rule.statement} ${rule.statementChinese} — ${rule.statute}`,
    ...rule.exempt.map(
      ({ id, statement, statementChinese, statute }) =>
        `  - except \`${id}\`: ${statement} ${statementChinese} — ${statute}`,
    ),
  ];
}

function thresholdLine({ name, title, titleChinese, unit, per, values }: ThresholdDefinition): string {
  const each = values.map(({ division, validFrom, validTo, value }) =>
    `${value} (${division}, ${validFrom} – ${validTo ?? ''})`.replace(' – )', ' –)'),
  );
  return `- \`${name}\`: ${title} ${titleChinese}, ${unit}${per === null ? '' : ` per ${per}`}: ${each.join('; ')}`;
}
