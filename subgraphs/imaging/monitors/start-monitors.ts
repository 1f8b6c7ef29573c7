import type pg from 'pg';
import { inTransaction } from '../../kit/in-transaction.ts';
import type { LoadedModel } from '../models/load-model.ts';
import { RepeatedWork } from '../../kit/repeated-work.ts';
import type { Alarm } from './alarms.ts';
import { watchModels } from './watch-models.ts';

export interface MonitorSettings {
  readonly pool: pg.Pool;
  /** Asked for only when there is something to look at. */
  readonly models: () => Promise<readonly LoadedModel[]>;
  /** Told of every alarm once, after it is kept. */
  readonly onAlarm?: (alarm: Alarm) => void;
  readonly onError: (error: unknown) => void;
  readonly everyMs?: number;
}

export interface Monitors {
  /** Ends once what is going on is done. */
  stop(): Promise<void>;
}

const EVERY_MS = 60_000;

/** Watches models again and again, one look after the other; where one fails the next comes all the same. */
export function startMonitors(settings: MonitorSettings): Monitors {
  const { pool, models, onAlarm, onError, everyMs = EVERY_MS } = settings;
  const watch = async (): Promise<void> => {
    const raised = await inTransaction(pool, (client) => watchModels(client, models, new Date()));
    for (const alarm of raised) onAlarm?.(alarm);
  };
  const watching = new RepeatedWork(watch, { everyMs, firstAfterMs: everyMs, onError });
  return { stop: () => watching.stop() };
}
