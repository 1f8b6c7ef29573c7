import type pg from 'pg';
import { inTransaction } from '../kit/in-transaction.ts';
import { expireVacancies } from './market/keep-vacancy.ts';

/** A day begins for every vacancy alike; whoever looks this often is late by an hour at most. */
const EVERY_MS = 3_600_000;

/** Takes back vacancies whose last day has gone by, now and again; the end of it is returned. */
export function startExpiry({
  pool,
  now = () => new Date(),
  onError,
}: {
  readonly pool: pg.Pool;
  readonly now?: () => Date;
  readonly onError: (error: unknown) => void;
}): { stop(): Promise<void> } {
  let running = Promise.resolve();
  const once = (): void => {
    running = running
      .then(() => inTransaction(pool, (client) => expireVacancies(client, now())))
      .then(() => undefined, onError);
  };
  const timer = setInterval(once, EVERY_MS);
  once();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
