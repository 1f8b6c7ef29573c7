import pg from 'pg';
import { ARRIVALS_CHANNEL } from '../archive/arrivals-channel.ts';

export interface ArrivalHints {
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Listens for the word that something has arrived. It is a hint and no more: what matters stands in the tables, and is
 * looked for now and then without it. Where the connection is lost it is made again, and something may have come meanwhile.
 */
export function heedArrivals(connection: pg.ClientConfig, onHint: () => void): ArrivalHints {
  let stopped = false;
  let client: pg.Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let pauseMs = FIRST_PAUSE_MS;
  const listen = async (): Promise<void> => {
    const opened = new pg.Client(connection);
    client = opened;
    let over = false;
    const again = (): void => {
      if (over || stopped) return;
      over = true;
      timer = setTimeout(() => void listen(), pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    };
    opened.on('error', again).on('end', again).on('notification', onHint);
    try {
      await opened.connect();
      await opened.query(`LISTEN ${ARRIVALS_CHANNEL}`);
      pauseMs = FIRST_PAUSE_MS;
      onHint();
    } catch {
      await opened.end().catch(() => undefined);
      again();
    }
  };
  const first = listen();
  return {
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await first;
      await client?.end().catch(() => undefined);
    },
  };
}
