import type { RowCondition, RowFilter } from './vocabulary.ts';

/** What row conditions mean in one exchange. Null: it is not known, and what stands under the condition is refused. */
export interface RowParameters {
  /** Prefixes of all codes that the subject's region has or had. */
  readonly regionPrefixes: readonly string[];
  readonly organisation: string | null;
  /** Person key: who asks for himself. */
  readonly self: string | null;
  /** Person keys: those whom the checked case is about. */
  readonly casePeople: readonly string[] | null;
  /** Person keys: those who consented to the purpose, so far as the exchange may be about them. */
  readonly consenting: readonly string[] | null;
}

/** As many people as one grant may name. */
export const MOST_PEOPLE_OF_A_GRANT = 1_000;

/** The filter that a condition stands for in an exchange: no row at all where the exchange can not fill it. */
export function bindRow(condition: RowCondition, parameters: RowParameters): RowFilter {
  switch (condition) {
    case 'region':
      return { kind: 'region', prefixes: parameters.regionPrefixes };
    case 'organisation':
      return parameters.organisation === null
        ? NOTHING
        : { kind: 'organisation', name: parameters.organisation };
    case 'self':
      return subjectsFilter(parameters.self === null ? null : [parameters.self]);
    case 'case':
      return subjectsFilter(parameters.casePeople);
    case 'consent':
      return subjectsFilter(parameters.consenting);
  }
}

const NOTHING: RowFilter = { kind: 'nothing' };

function subjectsFilter(keys: readonly string[] | null): RowFilter {
  return keys === null || keys.length > MOST_PEOPLE_OF_A_GRANT ? NOTHING : { kind: 'subjects', keys };
}
