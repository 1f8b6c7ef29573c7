import type { ErrorCode } from '../../../../errors/error-table.ts';
import type { AskHub, HubQuery } from '../../../kit/following/ask-hub.ts';
import type { EmploymentWorld } from './employment-world.ts';

/** A hub that answers of a small world, and can be made to fail. */
export interface AskedWorld {
  readonly ask: AskHub;
  readonly asked: { count: number };
  /** Until it is called with null, every answer says this, and gives nothing. */
  fail(code: ErrorCode | null): void;
  /** While it is so, pages of people have no end: the last person comes again and again. */
  repeatLast(repeats: boolean): void;
}

type Node = Readonly<Record<string, unknown>>;

export function askWorld(world: EmploymentWorld): AskedWorld {
  const asked = { count: 0 };
  let failure: ErrorCode | null = null;
  let repeats = false;
  return {
    asked,
    repeatLast: (now) => {
      repeats = now;
    },
    fail: (code) => {
      failure = code;
    },
    ask: async (query) => {
      asked.count += 1;
      const exchangeId = `exchange-${asked.count}`;
      const receivedAt = new Date();
      // What was read is as of the moment it was asked, whenever the answer comes.
      const data = failure === null ? structuredClone(answer(world, query, repeats)) : null;
      await new Promise((resolve) => setTimeout(resolve, 1));
      query.signal.throwIfAborted();
      return data === null
        ? { data, errors: [{ code: failure ?? 'SOURCE_DOWN', path: [] }], exchangeId: null, receivedAt }
        : { data, errors: [], exchangeId, receivedAt };
    },
  };
}

function answer(
  world: EmploymentWorld,
  { text, variables }: HubQuery,
  repeats: boolean,
): Readonly<Record<string, unknown>> {
  if (text.includes('enterprises('))
    return { enterprises: pageOf(world.employers(), 'creditCode', variables) };
  const persons = world.persons();
  const page = pageOf(persons, 'id', variables);
  if (!repeats || variables['keys'] !== undefined || page.pageInfo.hasNextPage) return { persons: page };
  return { persons: { ...page, pageInfo: { hasNextPage: true, endCursor: String(persons.at(-2)?.['id']) } } };
}

interface Page {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
}

function pageOf(everybody: readonly Node[], key: string, variables: HubQuery['variables']): Page {
  const { first, after, keys } = variables as {
    readonly first: number;
    readonly after?: string | null;
    readonly keys?: readonly string[];
  };
  const nodes = keys === undefined ? everybody : everybody.filter((node) => keys.includes(String(node[key])));
  // A cursor is the last one that was shown, as keyset paging has it. A page of two, so that a few people are several.
  const rest = nodes.filter((node) => String(node[key]) > (after ?? ''));
  const page = rest.slice(0, keys === undefined ? Math.min(first, 2) : first);
  return {
    nodes: page,
    pageInfo: {
      hasNextPage: rest.length > page.length,
      endCursor: page.length === 0 ? (after ?? '') : String(page.at(-1)?.[key]),
    },
  };
}
