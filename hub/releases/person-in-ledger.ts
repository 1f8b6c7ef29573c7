import { createHmac, type KeyObject } from 'node:crypto';
import type pg from 'pg';
import { isInTagSet, tagSetsNamedIn } from '../../gateway/ledger/verify-tag-sets.ts';

/** One exchange that had to do with a person. */
export interface PersonInExchange {
  readonly exchangeId: string;
  readonly index: number;
  readonly startedAt: string;
  readonly application: string | null;
  readonly purpose: string | null;
  /** Whether records of the person left the hub, or only an agency was asked for them. */
  readonly was: 'read' | 'asked';
}

interface Found {
  readonly entry_index: string;
  readonly entry: string;
}

interface Read {
  readonly exchangeId: string;
  readonly startedAt: string;
  readonly subject: { readonly application: string } | null;
  readonly purpose: string | null;
  readonly dataSubjects: readonly string[];
  readonly relation?: { readonly subjects: { readonly commitment: string } | null } | null;
}

const PAGE_ENTRIES = 500;

/**
 * The exchanges in which a person's records were read or asked for, in the order of the ledger.
 * @param exchangeId of the only exchange that is looked at; null for all
 */
export async function* personInLedger(
  client: pg.ClientBase,
  asked: { readonly personKey: string; readonly tagKey: KeyObject; readonly exchangeId: string | null },
): AsyncGenerator<PersonInExchange> {
  const tag = createHmac('sha256', asked.tagKey).update(asked.personKey).digest();
  for (let after = -1; ;) {
    const { rows } = await client.query<Found>(
      `SELECT entry_index, entry FROM ledger.entry
        WHERE entry_index > $1 AND ($2::text IS NULL OR exchange_id = $2) ORDER BY entry_index LIMIT $3`,
      [after, asked.exchangeId, PAGE_ENTRIES],
    );
    const last = rows.at(-1);
    if (!last) return;
    for (const row of rows) {
      const found = await lookIn(client, row, tag);
      if (found) yield found;
    }
    after = Number(last.entry_index);
  }
}

async function lookIn(
  client: pg.ClientBase,
  { entry_index, entry }: Found,
  tag: Buffer,
): Promise<PersonInExchange | null> {
  const read = JSON.parse(entry) as Read & Readonly<Record<string, unknown>>;
  const { exchangeId, startedAt, subject, purpose, dataSubjects, relation } = read;
  const sets: string[] = [];
  for (const { commitment } of tagSetsNamedIn(read))
    if (await isInTagSet(client, commitment, tag)) sets.push(commitment);
  const isRead =
    dataSubjects.includes(tag.toString('base64url')) || sets.includes(relation?.subjects?.commitment ?? '');
  if (!isRead && sets.length === 0) return null;
  const index = Number(entry_index);
  const application = subject?.application ?? null;
  return { exchangeId, index, startedAt, application, purpose, was: isRead ? 'read' : 'asked' };
}
