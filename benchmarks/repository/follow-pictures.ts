import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';

export interface FollowedPictures {
  /** Occupation of a registration → when a picture that names it was first seen by others, in ms. */
  readonly seen: ReadonlyMap<string, number>;
  /** When something was last seen for the first time. */
  readonly lastNewsAt: () => number;
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 25;

/** What is written of now, of which there is one writer: numbers are in the order of commits. */
const NEWS = `
SELECT record_id::float8 AS number, occupation FROM repository.person_picture
WHERE record_id > $1 AND valid_to IS NULL ORDER BY record_id`;

/** Looks at the pictures over and over, as whoever serves them does. */
export function followPictures(matching: pg.Pool, from: number): FollowedPictures {
  const seen = new Map<string, number>();
  const end = new AbortController();
  let newest = from;
  let lastNews = Date.now();
  const look = async (): Promise<void> => {
    const { rows } = await matching.query<{ number: number; occupation: string | null }>(NEWS, [newest]);
    const now = Date.now();
    for (const { number, occupation } of rows) {
      newest = Math.max(newest, number);
      if (occupation === null || seen.has(occupation)) continue;
      seen.set(occupation, now);
      lastNews = now;
    }
  };
  const looking = (async () => {
    while (!isOver(end.signal)) {
      await look();
      await sleep(LOOK_EVERY_MS);
    }
  })();
  // Whoever stops it hears of what went wrong.
  looking.catch(() => undefined);
  return {
    seen,
    lastNewsAt: () => lastNews,
    stop: () => {
      end.abort();
      return looking;
    },
  };
}

/** Asked anew each time. */
function isOver({ aborted }: AbortSignal): boolean {
  return aborted;
}
