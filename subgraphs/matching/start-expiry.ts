import type pg from 'pg';
import { inTransaction } from '../kit/in-transaction.ts';
import { RepeatedWork } from '../kit/repeated-work.ts';
import { expireVacancies } from './market/keep-vacancy.ts';

/** A day begins for every vacancy alike; whoever looks this often is late by an hour at most. */
const EVERY_MS = 3_600_000;

/** Takes back vacancies whose last day has gone by, now and again; the end of it is returned. */
export function startExpiry({
  pool,
  onError,
}: {
  readonly pool: pg.Pool;
  readonly onError: (error: unknown) => void;
}): { stop(): Promise<void> } {
  return new RepeatedWork(() => inTransaction(pool, (client) => expireVacancies(client, new Date())), {
    everyMs: EVERY_MS,
    onError,
  });
}
