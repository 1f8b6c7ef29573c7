import type { SubgraphWork } from '../../kit/source-mapping.ts';
import { parameterInvalid } from '../definition/parameter-invalid.ts';
import type { AuditStore } from '../store/audit-store.ts';
import { isListKey, LIST_KINDS, type ListEntry, type ListKind } from '../lists/case-list.ts';
import { MAX_LIST_DAYS } from '../store/case-list-store.ts';
import { textOf, type Arguments } from './read-inputs.ts';

const NAME_LENGTH = 80;
/** Rows are told from one another across runs by six digits; a spreadsheet of more is longer than any list. */
const ROWS_END = 1_000_000;

/** Lists of people and cases that an auditor brings. */
export function listMutations(store: AuditStore): SubgraphWork['mutations'] {
  return {
    createCaseList: async (args, context) => {
      const { subject } = context.grant;
      const name = textOf(args['name']).slice(0, NAME_LENGTH);
      const listId = await store.lists.create(
        name,
        kindOf(args['kind']),
        daysOf(args['expiresInDays']),
        subject,
      );
      return store.servedRow('list', listId);
    },
    addToCaseList: async (args, context) => {
      const { subject } = context.grant;
      const listId = textOf(args['listId']);
      const { kind } = await store.lists.list(listId, subject);
      const entries = (args['entries'] as readonly Arguments[]).map((entry) => entryOf(entry, kind));
      await store.lists.add(listId, entries, subject);
      // A list tells of everybody in it whether an audit is about them: they count as people who were looked up.
      if (kind === 'PERSON') for (const { key } of entries) context.dataSubjects.add(key);
      return store.servedRow('list', listId);
    },
    dropCaseList: async (args, context) => {
      const listId = textOf(args['listId']);
      const row = await store.servedRow('list', listId);
      await store.lists.drop(listId, context.grant.subject);
      return row;
    },
  };
}

function kindOf(value: unknown): ListKind {
  const kind = LIST_KINDS.find((each) => each === value);
  if (kind === undefined) throw parameterInvalid('kind', 'it is no kind of list');
  return kind;
}

function daysOf(value: unknown): number {
  if (typeof value === 'number' && value >= 1 && value <= MAX_LIST_DAYS) return value;
  throw parameterInvalid('expiresInDays', 'a list is kept for days, and not for ever', {
    limit: MAX_LIST_DAYS,
  });
}

/** What a caller sends is checked again here: rows that are not sound are named, never their values. */
function entryOf({ row, key }: Arguments, kind: ListKind): ListEntry {
  const text = textOf(key);
  if (!isListKey(kind, text) || typeof row !== 'number' || row < 1 || row >= ROWS_END)
    throw parameterInvalid('entries', 'a row or its number is not sound', { row: Number(row) });
  return { row, key: text };
}
