import { resolve } from 'node:path';
import { exportCohort, type ExportedCohort } from '../../../../subgraphs/imaging/cohort/export-cohort.ts';
import { peopleOfCohort } from '../../../../subgraphs/imaging/cohort/find-cohort.ts';
import { readKey32 } from '../../../../secrets/read-secret-file.ts';
import { requiredText, type CommandInput } from '../../../command.ts';
import { archiveReader } from '../../../imaging/archive-reader.ts';
import { withConsenting } from '../../../imaging/consenting-to-validation.ts';
import { recordExport } from '../../../imaging/record-export.ts';
import { withImagingWork } from '../../../imaging/with-imaging-work.ts';
import { stateDirectory } from '../../../state/state-directory.ts';

const STOPPED = 130;
const SAID_EVERY = 100;

/** Writes the copies of a cohort, recorded in the ledger. Ctrl-C stops it; the same command goes on with the next image. */
export async function exportImages(input: CommandInput, name: string): Promise<number> {
  const { values, output } = input;
  const directory = resolve(requiredText(values, 'out'));
  const official = requiredText(values, 'by');
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const exported = await exportRecorded(input, name, { directory, official, signal: stop.signal });
    output.answer({ name, directory, ...exported }, [
      `${exported.exported} images in ${directory} (${exported.kept} were there), ${exported.refused} refused, ` +
        `${exported.withdrawn} of people who withdrew`,
      `manifest ${exported.manifest}, SHA-256 ${exported.manifestSha256}`,
    ]);
    return 0;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    output.answer({ stopped: true, directory }, ['stopped; the same command goes on']);
    return STOPPED;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

interface Wish {
  readonly directory: string;
  readonly official: string;
  readonly signal: AbortSignal;
}

function exportRecorded(
  { state, output }: CommandInput,
  name: string,
  { directory, official, signal }: Wish,
): Promise<ExportedCohort> {
  const onProgress = (done: number, of: number): void => {
    if (done % SAID_EVERY === 0 || done === of) output.progress(`${done} of ${of}`);
  };
  const key = readKey32(stateDirectory(state).key('cohort-names.key'));
  return withConsenting(state, (consenting) =>
    withImagingWork(state, async (client) => {
      const people = await consenting(await peopleOfCohort(client, name));
      const options = { directory, key, consenting, reader: archiveReader(state), onProgress, signal };
      const act = { official, cohort: name, people };
      return recordExport(state, act, () => exportCohort(client, name, options));
    }),
  );
}
