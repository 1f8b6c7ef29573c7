import { resolve } from 'node:path';
import { exportCohort } from '../../../../subgraphs/imaging/cohort/export-cohort.ts';
import { requiredText, type CommandInput } from '../../../command.ts';
import { cohortKey } from '../../../imaging/cohort-key.ts';
import { withConsenting } from '../../../imaging/consenting-to-validation.ts';
import { archiveReader } from '../../../imaging/archive-reader.ts';
import { withImagingWork } from '../../../imaging/with-imaging-work.ts';

const STOPPED = 130;
const SAID_EVERY = 100;

/** Writes the copies of a cohort. Ctrl-C stops it; the same command goes on with the next image. */
export async function exportImages({ values, state, output }: CommandInput, name: string): Promise<number> {
  const directory = resolve(requiredText(values, 'out'));
  const stop = new AbortController();
  const onSignal = (): void => stop.abort();
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  const onProgress = (done: number, of: number): void => {
    if (done % SAID_EVERY === 0 || done === of) output.progress(`${done} of ${of}`);
  };
  try {
    const exported = await withConsenting(state, (consenting) =>
      withImagingWork(state, (client) =>
        exportCohort(client, name, {
          directory,
          key: cohortKey(state),
          consenting,
          reader: archiveReader(state),
          onProgress,
          signal: stop.signal,
        }),
      ),
    );
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
