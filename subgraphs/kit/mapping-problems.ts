interface Named {
  has(name: string): boolean;
}

/** What is said of each name that is not among the known. */
export const missing = (
  names: Iterable<string>,
  known: Named,
  say: (name: string) => string,
): readonly string[] => [...names].filter((name) => !known.has(name)).map(say);

/** In what a mapping and its schema name different things. */
export const bothWays = (
  mapped: readonly string[],
  declared: readonly string[],
  name: (each: string) => string,
): readonly string[] => [
  ...missing(mapped, new Set(declared), (each) => `${name(each)} is mapped and not in the schema`),
  ...missing(declared, new Set(mapped), (each) => `${name(each)} is not mapped`),
];
