import { readKey32 } from '../../../../secrets/read-secret-file.ts';
import { readHospitals } from '../../../../subgraphs/imaging/hospitals/hospital-entry.ts';
import type { Rectangle } from '../../../../subgraphs/imaging/deidentify/deidentify-options.ts';
import { selectCohort, type CohortCriteria } from '../../../../subgraphs/imaging/cohort/select-cohort.ts';
import { numberOption, requiredText, textOption, UsageError, type CommandInput } from '../../../command.ts';
import { withConsenting } from '../../../imaging/consenting-to-validation.ts';
import { withImagingWork } from '../../../imaging/with-imaging-work.ts';
import { stateDirectory } from '../../../state/state-directory.ts';

/** Chooses the images of a new cohort. */
export async function select({ values, state, output }: CommandInput, name: string): Promise<number> {
  const sites = new Map(
    readHospitals(stateDirectory(state).hospitalsFile).map(({ hospital, site }) => [hospital, site]),
  );
  const selected = await withConsenting(state, (consenting) =>
    withImagingWork(state, (client) =>
      selectCohort(
        client,
        {
          name,
          criteria: criteriaOf(values),
          dates: values['remove-dates'] === true ? 'remove' : 'shift',
          mask: textsOf(values, 'mask').map(rectangleOf),
          by: requiredText(values, 'by'),
          siteOf: (hospital) => sites.get(hospital) ?? null,
          key: readKey32(stateDirectory(state).key('cohort-names.key')),
        },
        consenting,
      ),
    ),
  );
  const { images, people, withoutConsent } = selected;
  output.answer({ name, ...selected }, [
    `${name}: ${images} images of ${people} people; ${withoutConsent} people with fitting images have not consented`,
  ]);
  return 0;
}

function criteriaOf(values: CommandInput['values']): CohortCriteria {
  const sex = textOption(values, 'sex');
  if (sex !== undefined && sex !== 'F' && sex !== 'M') throw new UsageError('`--sex` is F or M');
  const given = {
    hospital: textOption(values, 'hospital'),
    bodyPart: textOption(values, 'body-part'),
    from: dayOption(values, 'from'),
    to: dayOption(values, 'to'),
    sex,
    ageFrom: numberOption(values, 'age-from', { from: 0, to: 150 }),
    ageTo: numberOption(values, 'age-to', { from: 0, to: 150 }),
  };
  const modalities = textsOf(values, 'modality');
  const known = Object.entries(given).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(known) as Omit<CohortCriteria, 'modalities' | 'most'>),
    modalities: modalities.length === 0 ? ['DX', 'CR'] : modalities,
    most: numberOption(values, 'most', { from: 1, to: 1_000_000 }) ?? 1000,
  };
}

export function textsOf(values: CommandInput['values'], name: string): readonly string[] {
  const given = values[name];
  return Array.isArray(given) ? given.map(String) : [];
}

function dayOption(values: CommandInput['values'], name: string): string | undefined {
  const day = textOption(values, name);
  if (day !== undefined && !/^\d{4}-\d{2}-\d{2}$/u.test(day))
    throw new UsageError(`\`--${name}\` is a day such as 2026-11-01`);
  return day?.replaceAll('-', '');
}

function rectangleOf(text: string): Rectangle {
  const [x, y, width, height, ...more] = text.split(',').map(Number);
  const isWhole = (size: number | undefined): size is number => Number.isInteger(size) && Number(size) >= 0;
  if (!isWhole(x) || !isWhole(y) || !isWhole(width) || !isWhole(height) || more.length > 0)
    throw new UsageError('`--mask` is X,Y,W,H in pixels');
  return { x, y, width, height };
}
