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

/** A label with the household and the case that carry it. */
export interface PlacedLabel {
  readonly label: Label;
  readonly household: Household;
  readonly family: AssistanceFamily | null;
}

/** The labels of a planted case as lines of COPY text. Details never hold what JSON or COPY would escape. */
export function truthLines(planted: {
  readonly id: string;
  readonly planting: Planting;
  readonly labels: readonly PlacedLabel[];
}): readonly string[] {
  const { id, planting, labels } = planted;
  const all = labels.flatMap(({ label, household, family }) =>
    [{}, ...(label.also ?? [])].map((other: NonNullable<Label['also']>[number]) => [
      other.kind ?? planting.kind,
      String(planting.exemption !== null),
      planting.exemption ?? '\\N',
      (other.person ?? label.person)?.identity.key ?? '\\N',
      other.caseNumber ?? family?.caseNumber ?? '\\N',
      household.number,
      JSON.stringify(label.detail),
    ]),
  );
  return all.map((cells, i) => `${[i === 0 ? id : `${id}-${i + 1}`, ...cells].join('\t')}\n`);
}
