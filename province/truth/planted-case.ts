import type { ProvinceTable } from '../registers/province-table.ts';
import type { AssistanceFamily } from '../people/assistance-family.ts';
import type { Household } from '../people/person.ts';
import type { Label, Planting } from '../planting/planting.ts';

/** The table of labels in `province_truth`. */
export const plantedCaseTable: ProvinceTable = {
  database: 'province_truth',
  name: 'planted_case',
  columns: [
    'case_id',
    'kind',
    'exempt',
    'exemption',
    'person_key',
    'case_number',
    'household_number',
    'detail',
  ],
};

/** A label as a line of COPY text. Details never hold what JSON or COPY would escape. */
export function truthLine(planted: {
  readonly id: string;
  readonly planting: Planting;
  readonly label: Label;
  readonly household: Household;
  readonly family: AssistanceFamily | null;
}): string {
  const { planting, label, household, family } = planted;
  const cells = [
    planted.id,
    planting.kind,
    String(planting.exemption !== null),
    planting.exemption ?? '\\N',
    label.person?.identity.key ?? '\\N',
    family?.caseNumber ?? '\\N',
    household.number,
    JSON.stringify(label.detail),
  ];
  return `${cells.join('\t')}\n`;
}
