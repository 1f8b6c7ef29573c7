import type { ConformanceCheck } from '../../../subgraphs/imaging/hospitals/conformance-check.ts';
import { readHospitals, type HospitalEntry } from '../../../subgraphs/imaging/hospitals/hospital-entry.ts';
import { testHospital } from '../../../subgraphs/imaging/hospitals/test-hospital.ts';
import { openRegistry } from '../../../subgraphs/imaging/models/model-registry.ts';
import { numberOption, UsageError, type CommandInput } from '../../command.ts';
import { archiveReader } from '../../imaging/archive-reader.ts';
import { labelsAtHospitals, modelsInUse } from '../../imaging/models-in-use.ts';
import { withImagingWork } from '../../imaging/with-imaging-work.ts';
import { requireHub } from '../../launch/ready-file.ts';
import { stateDirectory } from '../../state/state-directory.ts';
import { hospitalToken, withdrawTokens } from './hospital-token.ts';

const SIGNS = { PASSED: '✓', FAILED: '✗', NOT_SEEN: '?', SKIPPED: '–' } as const;

/** Tries the connection with a hospital, and prints what is to be mended; or issues and withdraws its tokens. */
export async function hospital(input: CommandInput, [name, ...more]: readonly string[]): Promise<number> {
  const { state, values } = input;
  if (name === undefined || more.length > 0) throw new UsageError('say the name of one hospital');
  if (values['withdraw'] === true && values['token'] !== true) return withdrawTokens(input, name);
  const entries = readHospitals(stateDirectory(state).hospitalsFile);
  const entry = entries.find((one) => one.hospital === name);
  if (entry === undefined)
    throw new UsageError(
      `there is no hospital \`${name}\`; there are ${entries.map((one) => one.hospital).join(', ')}`,
    );
  return values['token'] === true ? hospitalToken(input, entry) : tryConnection(input, entry);
}

async function tryConnection({ state, values, output }: CommandInput, entry: HospitalEntry): Promise<number> {
  const { dicom: ours } = requireHub(state).imaging;
  const days = numberOption(values, 'days', { from: 1, to: 3_650 }) ?? 30;
  const sites = await assistedSites(state);
  const checks = await withImagingWork(state, (client) =>
    testHospital(entry, { client, ours, reader: archiveReader(state), sites, days }),
  );
  output.answer({ hospital: entry.hospital, tier: entry.tier, checks }, [
    `${entry.hospital} (${entry.tier})`,
    ...checks.flatMap(linesOf),
  ]);
  return checks.every(({ outcome }) => outcome === 'PASSED' || outcome === 'SKIPPED') ? 0 : 1;
}

/** Where some label may speak now, as the hub was started last. */
async function assistedSites(state: string): Promise<readonly string[]> {
  const inUse = modelsInUse(state);
  const { models } = await openRegistry(inUse.folders, inUse.use);
  const spoken = labelsAtHospitals(
    models.map(({ card }) => card),
    inUse,
  ).filter(({ silentBecause }) => silentBecause === null);
  return inUse.hospitals
    .filter(({ hospital: name }) => spoken.some((one) => one.hospital === name))
    .map(({ site }) => site);
}

function linesOf({ check, outcome, found, mend }: ConformanceCheck): readonly string[] {
  return [
    `${SIGNS[outcome]} ${check.padEnd(20)} ${found.en}  ${found.zh}`,
    ...(mend === null ? [] : [`    mend: ${mend.en}`, `    整改：${mend.zh}`]),
  ];
}
