import type pg from 'pg';
import { createDicomwebConnector } from '../../../../connectors/dicomweb/dicomweb-connector.ts';
import { HOSPITAL_RELATIONS } from '../../../../connectors/dicomweb/hospital-relations.ts';
import { dayInChina } from '../../../../identifiers/calendar-day.ts';
import { RepeatedWork } from '../../../kit/repeated-work.ts';
import type { HospitalServer } from '../hospital-server.ts';
import { forgetOthers, listStaying } from './list-staying.ts';

/** Listing that goes on until it is stopped. */
export interface RunningListing {
  /** Breaks off what is being listed. */
  stop(): Promise<void>;
}

export interface ListingWork {
  readonly pool: pg.Pool;
  readonly servers: readonly HospitalServer[];
  readonly onError: (error: unknown) => void;
}

const EVERY_MS = 60_000;
const DAY_MS = 24 * 3_600_000;
/** Everything: for what changed in older studies, and for what is there no more. */
const WHOLE_EVERY_MS = 6 * 3_600_000;

/**
 * Lists, again and again, which studies stay at hospitals: those of yesterday and today each minute, and all of them when
 * it begins and four times a day. One hospital that does not answer keeps no other from being listed.
 */
export function startListing({ pool, servers, onError }: ListingWork): RunningListing {
  const names = servers.map(({ hospital }) => hospital);
  const forgotten = forgetOthers(pool, names).catch(onError);
  const listings = servers.map((server) => listAgain(pool, server, onError));
  return {
    stop: async () => {
      await Promise.all([forgotten, ...listings.map((listing) => listing.stop())]);
    },
  };
}

function listAgain(
  pool: pg.Pool,
  { hospital, ...server }: HospitalServer,
  onError: (error: unknown) => void,
): RunningListing {
  const connector = createDicomwebConnector({
    ...server,
    relations: HOSPITAL_RELATIONS,
    poolSize: 2,
    // None is read but as a stream, which knows no such bound.
    maxRows: 1,
  });
  let wholeAt = 0;
  const list = async (signal: AbortSignal): Promise<void> => {
    const now = Date.now();
    const isWhole = now - wholeAt >= WHOLE_EVERY_MS;
    const since = isWhole ? {} : { since: dayInChina(new Date(now - DAY_MS)) };
    await listStaying({ pool, hospital, connector, signal, ...since });
    if (isWhole) wholeAt = now;
  };
  const listing = new RepeatedWork(
    (signal) =>
      list(signal).catch((error: unknown) => {
        if (!signal.aborted) onError(error);
      }),
    { everyMs: EVERY_MS, onError },
  );
  return {
    stop: async () => {
      await listing.stop();
      await connector.close();
    },
  };
}
