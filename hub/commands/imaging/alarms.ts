import { readMonitors, type MonitorsRead } from '../../../subgraphs/imaging/monitors/read-monitors.ts';
import type { CommandInput } from '../../command.ts';
import { withImagingWork } from '../../imaging/with-imaging-work.ts';

/** Prints what the monitors of models are alarmed by, and which labels they made silent; 1 where there is any. */
export async function alarms({ state, output }: CommandInput): Promise<number> {
  const read = await withImagingWork(state, readMonitors);
  output.answer(read, linesOf(read));
  return read.alarms.length === 0 && read.stepDowns.length === 0 ? 0 : 1;
}

function linesOf({ alarms: lasting, stepDowns, weeks }: MonitorsRead): readonly string[] {
  return [
    `alarms 告警: ${lasting.length}`,
    ...lasting.map(
      ({ raisedAt, kind, model, site, label, detail }) =>
        `  ${raisedAt.toISOString()}  ${kind}  ${model}  ${site}  ${label ?? '*'}  ${figures(detail)}`,
    ),
    `made silent 已静默: ${stepDowns.length}`,
    ...stepDowns.map(
      ({ steppedAt, model, modelSha256, site, label }) =>
        `  ${steppedAt.toISOString()}  ${model} ${modelSha256.slice(0, 12)}  ${site}  ${label}`,
    ),
    'readers, by week from Monday, Beijing time 医师判断（按周，周一起，北京时间）: TP FP TN FN',
    ...weeks.map(
      ({ week, site, label, truePositive, falsePositive, trueNegative, falseNegative }) =>
        `  ${week}  ${site}  ${label}  ${truePositive} ${falsePositive} ${trueNegative} ${falseNegative}`,
    ),
  ];
}

function figures(detail: Readonly<Record<string, number | string>>): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
