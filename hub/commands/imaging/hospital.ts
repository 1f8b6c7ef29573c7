import type { ConformanceCheck } from '../../../subgraphs/imaging/hospitals/conformance-check.ts';
import { heedTiers } from '../../../subgraphs/imaging/hospitals/heed-tiers.ts';
import { readHospitals, type HospitalEntry } from '../../../subgraphs/imaging/hospitals/hospital-entry.ts';
import { testHospital } from '../../../subgraphs/imaging/hospitals/test-hospital.ts';
import { openRegistry, SHIPPED_MODELS } from '../../../subgraphs/imaging/models/model-registry.ts';
import { stageOf } from '../../../subgraphs/imaging/models/model-card.ts';
import { numberOption, UsageError, type CommandInput } from '../../command.ts';
import { archiveReader } from '../../imaging/archive-reader.ts';
import { withImagingWork } from '../../imaging/with-imaging-work.ts';
import { requireHub } from '../../launch/ready-file.ts';
import { stateDirectory } from '../../state/state-directory.ts';

const SIGNS = { PASSED: '✓', FAILED: '✗', NOT_SEEN: '?', SKIPPED: '–' } as const;

/** Tries the connection with a hospital in both directions, and prints what is to be mended. */
export async function hospital(input: CommandInput, [name, ...more]: readonly string[]): Promise<number> {
  const { state, values, output } = input;
  if (name === undefined || more.length > 0) throw new UsageError('say the name of one hospital');
  const entries = readHospitals(stateDirectory(state).hospitalsFile);
  const entry = entries.find((one) => one.hospital === name);
  if (entry === undefined)
    throw new UsageError(
      `there is no hospital \`${name}\`; there are ${entries.map((one) => one.hospital).join(', ')}`,
    );
  const { dicom: ours } = requireHub(state).imaging;
  const days = numberOption(values, 'days', { from: 1, to: 3_650 }) ?? 30;
  const sites = await assistedSites(entries, stateDirectory(state).models);
  const checks = await withImagingWork(state, (client) =>
    testHospital(entry, { client, ours, reader: archiveReader(state), sites, days }),
  );
  output.answer({ hospital: name, tier: entry.tier, checks }, [
    `${name} (${entry.tier})`,
    ...checks.flatMap(linesOf),
  ]);
  return checks.every(({ outcome }) => outcome === 'PASSED' || outcome === 'SKIPPED') ? 0 : 1;
}

async function assistedSites(entries: readonly HospitalEntry[], folder: string): Promise<readonly string[]> {
  const use = { display: 'demonstration', today: new Date() } as const;
  const { models } = await openRegistry([SHIPPED_MODELS, folder], use);
  const labels = heedTiers(models, entries, use.today).flatMap(({ card }) => card.labels);
  return entries
    .map(({ site }) => site)
    .filter((site) => labels.some((label) => stageOf(label, site) === 'assistive'));
}

function linesOf({ check, outcome, found, mend }: ConformanceCheck): readonly string[] {
  return [
    `${SIGNS[outcome]} ${check.padEnd(20)} ${found.en}  ${found.zh}`,
    ...(mend === null ? [] : [`    mend: ${mend.en}`, `    整改：${mend.zh}`]),
  ];
}
