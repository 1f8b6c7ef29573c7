import pg from 'pg';

export interface ChannelHints {
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/**
 * Listens to a channel of PostgreSQL. What is said there is a hint and no more: what matters stands in the tables. Where the
 * connection is lost it is made again.
 * @param channel a name of the program's, put into the statement as it is
 * @param onHint told what was said; null when the connection stands anew, before which anything may have been said
 */
export function heedChannel(
  connection: pg.ClientConfig,
  channel: string,
  onHint: (said: string | null) => void,
): ChannelHints {
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
    opened.on('error', again).on('end', again);
    opened.on('notification', ({ payload }) => onHint(payload ?? ''));
    try {
      await opened.connect();
      await opened.query(`LISTEN ${channel}`);
      pauseMs = FIRST_PAUSE_MS;
      onHint(null);
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
