import { UsageError, type CommandInput, type CommandOption } from '../../command.ts';
import { withImagingWork } from '../../imaging/with-imaging-work.ts';
import { applyCohortSchema } from '../../../subgraphs/imaging/cohort/apply-cohort-schema.ts';
import { exportImages } from './cohort/export.ts';
import { figures } from './cohort/figures.ts';
import { list } from './cohort/list.ts';
import { next, open, read, study } from './cohort/reading.ts';
import { select } from './cohort/select.ts';

export const COHORT_USAGE: readonly string[] = [
  'cohort select NAME --by OFFICIAL [CRITERIA] [--remove-dates] [--mask X,Y,W,H]…   (CRITERIA: `--hospital` to `--most`)',
  'cohort list',
  'cohort export NAME --by OFFICIAL --out DIR',
  'cohort open NAME --reader OFFICIAL --reader OFFICIAL --adjudicator OFFICIAL --label L [--label L]…',
  'cohort next NAME --by OFFICIAL',
  'cohort read NAME --by OFFICIAL --image N [--label L]…   (all that is there; nothing else is)',
  'cohort study NAME',
  'cohort figures NAME --card FILE [--aim PERCENT] [--out FILE]',
];
export const COHORT_NOTES: readonly string[] = [
  'A cohort holds images of people who consented to the purpose `model-validation` of the department `hospital`.',
  '队列只含已同意 `model-validation`（模型验证）用途的患者的影像；导出的是去标识化副本。',
  '',
];
const text = (help: string): CommandOption => ({ type: 'string', help });
export const COHORT_OPTIONS: Readonly<Record<string, CommandOption>> = {
  by: text('OFFICIAL who does it'),
  hospital: text('NAME of the only hospital whose images are wanted'),
  modality: { type: 'string', multiple: true, help: 'CODE such as DX, CR; may be repeated (default both)' },
  'body-part': text('CODE such as CHEST'),
  from: text('DAY of the first study, as 2026-11-01'),
  to: text('DAY of the last'),
  sex: text('F or M'),
  'age-from': text('YEARS at the study, at least'),
  'age-to': text('YEARS at most'),
  most: text('COUNT of images at most, chosen by chance (default 1000)'),
  'remove-dates': { type: 'boolean', help: 'remove all dates in place of moving those of a person alike' },
  mask: { type: 'string', multiple: true, help: 'X,Y,W,H painted over in every image; may be repeated' },
  reader: { type: 'string', multiple: true, help: 'OFFICIAL who reads; two, and neither sees the other' },
  adjudicator: text('OFFICIAL who decides where they differ'),
  label: { type: 'string', multiple: true, help: 'NAME of a label, as in the card; may be repeated' },
  image: text('NUMBER of the image in the cohort'),
  card: text('FILE with the card of the model that is measured'),
  aim: text('PERCENT of sensitivity for which thresholds are chosen (default 95)'),
};

const ACTIONS: Readonly<Record<string, (input: CommandInput, name: string) => Promise<number>>> = {
  select,
  export: exportImages,
  open,
  next,
  read,
  study,
  figures,
};

/** Cohorts of consented, de-identified images, and what readers see in them. */
export async function cohort(input: CommandInput, rest: readonly string[]): Promise<number> {
  const [what = '', name, ...more] = rest;
  if (what === 'list' && name === undefined) {
    await prepare(input);
    return list(input);
  }
  const action = Object.hasOwn(ACTIONS, what) ? ACTIONS[what] : undefined;
  if (action === undefined || name === undefined || more.length > 0)
    throw new UsageError(
      `say \`cohort list\`, or one of ${Object.keys(ACTIONS).join(', ')} and the cohort's name`,
    );
  await prepare(input);
  return action(input, name);
}

function prepare({ state }: CommandInput): Promise<void> {
  return withImagingWork(state, applyCohortSchema);
}
