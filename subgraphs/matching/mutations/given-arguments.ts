/** The arguments of a mutation, which its schema has checked: here they get their types. */
export type Arguments = Readonly<Record<string, unknown>>;

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** An optional text. */
export function givenOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function numberOf(value: unknown): number {
  return typeof value === 'number' ? value : NaN;
}

export function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(textOf) : [];
}

/** Names of an enum, each once: a list of few names must not be as long as a request may be. */
export function onceEach(value: unknown): readonly string[] {
  return [...new Set(textsOf(value))];
}

export function objectOf(value: unknown): Arguments {
  return typeof value === 'object' && value !== null ? (value as Arguments) : {};
}
