import type pg from 'pg';
import type { LedgerEntry } from '../../gateway/ledger/ledger-entry.ts';
import type { Catalogue } from '../../policies/catalogue.ts';
import { delayedFor } from './release-delays.ts';

/** What an agency is told of one exchange that read of its data. Of people it says how many, never who. */
export interface AgencyAccess {
  readonly exchangeId: string;
  readonly at: string;
  readonly application: string | null;
  readonly department: string | null;
  readonly purpose: string | null;
  /** The agency's own, as `Type.field`. */
  readonly fields: readonly string[];
  /** Of the whole exchange; null where nobody recorded how it ended. */
  readonly people: number | null;
}

const PAGE_ENTRIES = 1_000;

/**
 * The exchanges that read of an agency's data, in the order of the ledger, but for those of which it is told later.
 * @param at the moment of asking
 */
export async function* agencyAccesses(
  client: pg.ClientBase,
  { agency, catalogue, at }: { readonly agency: string; readonly catalogue: Catalogue; readonly at: Date },
): AsyncGenerator<AgencyAccess> {
  const delayed = await delayedFor(client, agency, at);
  // An intent whose outcome has not come: it may have read, so it is told in the end.
  const open = new Map<number, AgencyAccess>();
  for await (const { index, entry } of entriesOf(client)) {
    if (delayed.has(entry.exchangeId) || delayed.has(parentOf(entry) ?? '')) continue;
    const fields = fieldsOf(entry, agency, catalogue);
    if (entry.intent !== null) open.delete(entry.intent);
    if (fields.length === 0) continue;
    const access = accessOf(entry, fields);
    if (entry.kind === 'intent') open.set(index, { ...access, people: null });
    else yield access;
  }
  yield* open.values();
}

/** WHY: a parent is the caller's word, and only the audit engine acts on behalf of another exchange. */
function parentOf({ subject, parent }: LedgerEntry): string | null {
  return subject?.application === 'audit-engine' ? parent : null;
}

interface IndexedEntry {
  readonly index: number;
  readonly entry: LedgerEntry;
}

async function* entriesOf(client: pg.ClientBase): AsyncGenerator<IndexedEntry> {
  for (let after = -1; ;) {
    const { rows } = await client.query<{ readonly entry_index: string; readonly entry: string }>(
      'SELECT entry_index, entry FROM ledger.entry WHERE entry_index > $1 ORDER BY entry_index LIMIT $2',
      [after, PAGE_ENTRIES],
    );
    const last = rows.at(-1);
    if (!last) return;
    for (const { entry_index, entry } of rows)
      yield { index: Number(entry_index), entry: JSON.parse(entry) as LedgerEntry };
    after = Number(last.entry_index);
  }
}

/** What was permitted of the fields that only this agency provides; a key that many have tells of none. */
function fieldsOf(entry: LedgerEntry, agency: string, catalogue: Catalogue): readonly string[] {
  const own = entry.fields.filter(({ coordinate, effect }) => {
    const providers = catalogue.get(coordinate as Parameters<Catalogue['get']>[0])?.providers ?? [];
    return effect === 'permit' && providers.length === 1 && providers[0] === agency;
  });
  return [...new Set(own.map(({ coordinate }) => coordinate))];
}

function accessOf(entry: LedgerEntry, fields: readonly string[]): AgencyAccess {
  const { exchangeId, startedAt, subject, purpose, counts } = entry;
  return {
    exchangeId,
    at: startedAt,
    application: subject?.application ?? null,
    department: subject?.department ?? null,
    purpose,
    fields,
    people: counts['dataSubjects'] ?? 0,
  };
}
