import { readMonitors } from '../../../subgraphs/imaging/monitors/read-monitors.ts';
import { liftStepDown } from '../../../subgraphs/imaging/monitors/step-downs.ts';
import { inTransactionOn } from '../../../subgraphs/kit/in-transaction.ts';
import { requiredText, UsageError, type CommandInput } from '../../command.ts';
import { withImagingWork } from '../../imaging/with-imaging-work.ts';

/** Lets a label speak again that the monitors made silent at a site: a person decides it, and says why. */
export async function lift(
  { state, values, output }: CommandInput,
  [site, label, ...more]: readonly string[],
): Promise<number> {
  if (site === undefined || label === undefined || more.length > 0)
    throw new UsageError('say a site and a label 请指明站点和标签');
  const decided = { by: requiredText(values, 'by'), reason: requiredText(values, 'reason'), at: new Date() };
  const lifted = await withImagingWork(state, (client) =>
    inTransactionOn(client, async () => {
      const { stepDowns } = await readMonitors(client);
      const meant = stepDowns.filter((one) => one.site === site && one.label === label);
      for (const { modelSha256 } of meant) await liftStepDown(client, { modelSha256, site, label }, decided);
      return meant.map(({ model }) => model);
    }),
  );
  output.answer({ lifted, site, label }, [lineOf({ lifted, site, label })]);
  return lifted.length === 0 ? 1 : 0;
}

/** What came of it, by the names of the models that speak again. */
export function lineOf({
  lifted,
  site,
  label,
}: {
  readonly lifted: readonly string[];
  readonly site: string;
  readonly label: string;
}): string {
  return lifted.length === 0
    ? `${label} is not made silent at ${site} 未处于静默`
    : `${label} speaks again at ${site} 已解除静默: ${lifted.join(', ')}`;
}
