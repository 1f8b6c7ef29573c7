import type pg from 'pg';
import { inTransaction } from '../../../kit/in-transaction.ts';
import { backOff } from '../back-off.ts';
import type { ReportingHospital } from '../reporting-hospital.ts';
import { NotTaken, sendObject } from './send-object.ts';

export interface Deliveries {
  readonly pool: pg.Pool;
  readonly hospitals: readonly ReportingHospital[];
  /** As whom the hub calls at the hospitals' archives. */
  readonly aeTitle: string;
  readonly now?: () => Date;
}

/** Longer than any sending takes: who holds a delivery for so long is dead. */
const LEASE_MS = 120_000;

interface ClaimedDelivery {
  readonly document_id: string;
  readonly hospital: string;
  readonly attempts: number;
  readonly bytes: Buffer;
}

/**
 * Sends the structured report that waits longest to its hospital's archive. What fails is tried again, later and later,
 * for ever. What was sent and not noted before a crash is sent again under the same UID, and is one object there.
 * @returns whether there was one.
 */
export async function deliverNext(deliveries: Deliveries): Promise<boolean> {
  const { pool, hospitals, aeTitle, now = () => new Date() } = deliveries;
  const reached = hospitals.flatMap(({ hospital, delivery }) =>
    delivery === undefined ? [] : [{ hospital, node: { ...delivery, callingAeTitle: aeTitle } }],
  );
  const claimed = await claim(
    pool,
    reached.map(({ hospital }) => hospital),
    now(),
  );
  if (claimed === null) return false;
  const node = reached.find(({ hospital }) => hospital === claimed.hospital)?.node;
  if (node === undefined) return false;
  try {
    await sendObject(node, claimed.bytes);
  } catch (error) {
    await noteFailure(pool, claimed, error instanceof NotTaken ? error.message : 'FAILED', now());
    if (!(error instanceof NotTaken)) throw error;
    return true;
  }
  await noteDelivered(pool, claimed, now());
  return true;
}

async function claim(
  pool: pg.Pool,
  hospitals: readonly string[],
  now: Date,
): Promise<ClaimedDelivery | null> {
  if (hospitals.length === 0) return null;
  return inTransaction(pool, async (client) => {
    await dropSuperseded(client, hospitals, now);
    const { rows } = await client.query<ClaimedDelivery>(
      `UPDATE report.delivery SET attempts = attempts + 1, lease_until = $3
       FROM report.document
       WHERE document.document_id = delivery.document_id AND delivery.document_id = (
         SELECT document_id FROM report.delivery
         WHERE outcome IS NULL AND next_at <= $2 AND (lease_until IS NULL OR lease_until < $2) AND hospital = ANY ($1)
         ORDER BY next_at, queued_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING delivery.document_id, delivery.hospital, delivery.attempts, document.bytes`,
      [hospitals, now, new Date(now.getTime() + LEASE_MS)],
    );
    return rows[0] ?? null;
  });
}

/** A draft that waits while the next version is there would say there what nobody says any more. */
async function dropSuperseded(client: pg.ClientBase, hospitals: readonly string[], now: Date): Promise<void> {
  await client.query(
    `UPDATE report.delivery SET outcome = 'SUPERSEDED', ended_at = $1
     FROM report.document JOIN report.report USING (report_id)
     WHERE document.document_id = delivery.document_id AND outcome IS NULL AND delivery.hospital = ANY ($2)
       AND (lease_until IS NULL OR lease_until < $1) AND document.state IN ('AI_DRAFT', 'REVIEWED')
       AND EXISTS (
         SELECT FROM report.document AS later JOIN report.report AS newer USING (report_id)
         WHERE newer.study_instance_uid = report.study_instance_uid AND later.kind = 'SR'
           AND later.record_id > document.record_id)`,
    [now, hospitals],
  );
}

async function noteDelivered(pool: pg.Pool, { document_id }: ClaimedDelivery, now: Date): Promise<void> {
  await inTransaction(pool, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE report.delivery SET outcome = 'DELIVERED', ended_at = $2, lease_until = NULL, failure = NULL
       WHERE document_id = $1 AND outcome IS NULL`,
      [document_id, now],
    );
    if (rowCount === 1)
      await client.query('UPDATE report.document SET delivered_at = $2 WHERE document_id = $1', [
        document_id,
        now,
      ]);
  });
}

async function noteFailure(
  pool: pg.Pool,
  { document_id, attempts }: ClaimedDelivery,
  failure: string,
  now: Date,
): Promise<void> {
  await pool.query(
    'UPDATE report.delivery SET failure = $2, next_at = $3, lease_until = NULL WHERE document_id = $1',
    [document_id, failure, backOff(now, attempts)],
  );
}
