import type pg from 'pg';
import type { CaptureParts } from './capture.ts';
import { logPosition, lsnNumber } from './log-position.ts';

/** The publication that the source's owner makes; it names the tables whose changes may be captured. */
export const PUBLICATION = 'sluice_changes';

/** False while the source's owner has not yet made the publication: then there is nothing to capture. */
export async function hasPublication(client: pg.ClientBase): Promise<boolean> {
  const { rowCount } = await client.query('SELECT FROM pg_publication WHERE pubname = $1', [PUBLICATION]);
  return rowCount === 1;
}

/**
 * Makes sure that there is a slot that holds the source's log for us. Where there is none, or the server gave up holding
 * it, changes may have been missed: a RESYNC is published before the slot has its name, so that a process that is killed
 * in between begins again. Answers from where the slot holds.
 */
export async function ensureSlot(client: pg.ClientBase, slot: string, parts: CaptureParts): Promise<bigint> {
  const found = await confirmedUpTo(client, slot);
  if (found !== null) return found;
  const preparing = `${slot}_new`;
  await dropSlot(client, slot);
  await dropSlot(client, preparing);
  const { rows } = await client.query<{ lsn: string; now: Date }>(
    'SELECT sluice_capture.create_slot($1)::text AS lsn, clock_timestamp() AS now',
    [preparing],
  );
  const [made] = rows;
  if (made === undefined) throw new Error('the server made no slot');
  await sayWhy(parts);
  await parts.stream.publish([
    {
      agency: parts.agency,
      position: logPosition(lsnNumber(made.lsn), 0),
      kind: 'RESYNC',
      relation: null,
      types: [],
      keys: [],
      committedAt: made.now.toISOString(),
    },
  ]);
  await client.query('SELECT sluice_capture.copy_slot($1, $2)', [preparing, slot]);
  await dropSlot(client, preparing);
  return lsnNumber(made.lsn);
}

/** Null where there is no slot, or one that the server has given up. */
async function confirmedUpTo(client: pg.ClientBase, slot: string): Promise<bigint | null> {
  const { rows } = await client.query<{ lsn: string | null; lost: boolean }>(
    `SELECT confirmed_flush_lsn::text AS lsn, wal_status = 'lost' AS lost FROM pg_replication_slots
     WHERE slot_name = $1 AND database = current_database()`,
    [slot],
  );
  const [row] = rows;
  return row?.lsn == null || row.lost ? null : lsnNumber(row.lsn);
}

async function dropSlot(client: pg.ClientBase, slot: string): Promise<void> {
  await client.query('SELECT sluice_capture.drop_slot($1)', [slot]);
}

async function sayWhy({ agency, stream, say }: CaptureParts): Promise<void> {
  if ((await stream.lastPosition(agency)) === null)
    say('info', 'CaptureBegins', 'changes are captured from here on');
  else
    say(
      'warn',
      'ChangesLost',
      'the source no longer holds the log from where we stood: everything that rests on it is looked at again',
    );
}
