import {
  giveReading,
  nextToRead,
  openReaderStudy,
  studyProgress,
} from '../../../../subgraphs/imaging/cohort/reader-study.ts';
import { numberOption, requiredText, textsOption, UsageError, type CommandInput } from '../../../command.ts';
import { withImagingWork } from '../../../imaging/with-imaging-work.ts';
import { textsOf } from './select.ts';

/** Appoints who reads a cohort, and says what is looked for. */
export async function open({ values, state, output }: CommandInput, name: string): Promise<number> {
  const [first, second, ...more] = textsOption(values, 'reader');
  if (first === undefined || second === undefined || more.length > 0)
    throw new UsageError('`--reader` is given twice');
  const readers = { readers: [first, second], adjudicator: requiredText(values, 'adjudicator') } as const;
  const labels = textsOption(values, 'label');
  await withImagingWork(state, (client) => openReaderStudy(client, name, readers, labels));
  output.answer({ name, ...readers, labels }, [`${name} is being read for ${labels.join(', ')}`]);
  return 0;
}

/** Shows somebody the image that he reads next. */
export async function next({ values, state, output }: CommandInput, name: string): Promise<number> {
  const image = await withImagingWork(state, (client) =>
    nextToRead(client, name, requiredText(values, 'by')),
  );
  output.answer(
    { image },
    image === null
      ? ['nothing is left to read']
      : [`image ${image.number} (${image.remaining} left): ${image.file}`, `  ${image.labels.join(', ')}`],
  );
  return 0;
}

/** Takes down what somebody sees in an image. */
export async function read({ values, state, output }: CommandInput, name: string): Promise<number> {
  const number = numberOption(values, 'image', { from: 1, to: 1_000_000 });
  if (number === undefined) throw new UsageError('`--image` is missing');
  const reading = { official: requiredText(values, 'by'), number, present: textsOf(values, 'label') };
  await withImagingWork(state, (client) => giveReading(client, name, reading));
  output.answer({ name, ...reading }, [`image ${number}: ${reading.present.join(', ') || 'nothing'}`]);
  return 0;
}

/** Shows how far the reading is and how well the readers agree. */
export async function study({ state, output }: CommandInput, name: string): Promise<number> {
  const labels = await withImagingWork(state, (client) => studyProgress(client, name));
  output.answer(
    { name, labels },
    labels.length === 0
      ? [`${name} is not being read yet`]
      : labels.map(({ label, readByBoth, disputed, undecided, kappa }) =>
          [
            label.padEnd(16),
            `${readByBoth} read by both`,
            `${disputed} disputed`,
            `${undecided} undecided`,
            `kappa ${kappa === null ? '–' : kappa.toFixed(2)}`,
          ].join('  '),
        ),
  );
  return 0;
}
