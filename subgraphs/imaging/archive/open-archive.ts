import type pg from 'pg';
import { readPassword } from '../../../secrets/read-secret-file.ts';
import type { ArchiveConfiguration, OrthancEntry } from '../archive-configuration.ts';
import { logEvent } from '../../kit/log-event.ts';
import { RepeatedWork } from '../../kit/repeated-work.ts';
import { EmbeddedArchive } from './embedded-archive.ts';
import { ObjectStore } from './object-store.ts';
import { HandOver, readFromOrthanc } from './orthanc/hand-over.ts';
import { OrthancClient } from './orthanc/orthanc-client.ts';

const HAND_OVER_EVERY_MS = 2_000;
const HOUR_MS = 3_600_000;

export interface OpenedArchive {
  readonly archive: EmbeddedArchive;
  /** Ends what it does by itself. */
  readonly stop: () => Promise<void>;
}

/** Opens the archive that the configuration names. */
export async function openArchive(
  { directory, archive: kind }: Pick<ArchiveConfiguration, 'directory' | 'archive'>,
  pool: pg.Pool,
): Promise<OpenedArchive> {
  if (kind?.kind !== 'orthanc')
    return {
      archive: new EmbeddedArchive(await ObjectStore.open(directory), pool),
      stop: () => Promise.resolve(),
    };
  const orthanc = new OrthancClient(serverOf(kind));
  const store = await ObjectStore.open(directory, { elsewhere: readFromOrthanc(pool, orthanc) });
  const handOver = new HandOver({ pool, store, orthanc, keepMs: kind.keepHours * HOUR_MS });
  const handingOver = repeat(handOver);
  return { archive: new EmbeddedArchive(store, pool), stop: () => handingOver.stop() };
}

/** Turn after turn; says once that Orthanc can not be reached, and once that it is back. */
function repeat(handOver: HandOver): RepeatedWork {
  let isReached = true;
  const say = (reached: boolean): void => {
    if (reached !== isReached) logEvent(reached ? 'OrthancBack' : 'OrthancAway');
    isReached = reached;
  };
  const turn = async (): Promise<void> => {
    await handOver.run();
    say(true);
  };
  return new RepeatedWork(turn, { everyMs: HAND_OVER_EVERY_MS, onError: () => say(false) });
}

function serverOf({ url, user, passwordFile }: OrthancEntry) {
  return {
    url,
    ...(user === undefined ? {} : { user }),
    ...(passwordFile === undefined ? {} : { password: readPassword(passwordFile) }),
  };
}
