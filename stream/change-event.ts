/**
 * That something changed at an agency: which entities it concerns and where in the agency's own order it stands. Never
 * a value of a record: whoever wants one asks for it, through a decided and recorded exchange.
 */
export interface ChangeEvent {
  /** The agency's folder in `subgraphs/`. */
  readonly agency: string;
  /**
   * Where the change stands among the agency's: text that sorts as the changes were committed. With the agency it names
   * the event: one that is published again under the same position is kept once.
   */
  readonly position: string;
  /** `RESYNC`: changes may have been missed, so everything that rests on this agency is to be looked at again. */
  readonly kind: 'CHANGE' | 'RESYNC';
  /** The changed relation of the source; null for `RESYNC`. */
  readonly relation: string | null;
  /** The types of the graph whose objects are rows of that relation; empty for `RESYNC`. */
  readonly types: readonly string[];
  /** The entities that the changed row, as it was and as it is, belongs to; empty for `RESYNC`. */
  readonly keys: readonly EntityKey[];
  /** When the source committed the change, RFC 3339. */
  readonly committedAt: string;
}

/** An entity of the graph by its federation key. */
export interface EntityKey {
  /** Its type in the graph, such as `Person`. */
  readonly type: string;
  /** The value of its one key field; of several, sorted by name, the JSON text of their values. */
  readonly key: string;
}

/** The key of an entity as events write it; null where a part of it is missing. */
export function entityKey(type: string, values: Readonly<Record<string, unknown>>): EntityKey | null {
  const parts = Object.keys(values)
    .sort()
    .map((name) => values[name]);
  if (parts.length === 0 || !parts.every((part) => isKeyPart(part))) return null;
  const [only] = parts;
  return { type, key: parts.length === 1 ? String(only) : JSON.stringify(parts.map(String)) };
}

function isKeyPart(part: unknown): part is string | number | boolean {
  return typeof part === 'number' || typeof part === 'boolean' || (typeof part === 'string' && part !== '');
}
