import type { CompiledAudit } from '../definition/compile-audit.ts';
import type { ListEntry, ListKind } from '../lists/case-list.ts';
import type { AskHub } from '../../kit/following/ask-hub.ts';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { CaseKind } from '../operation/case-kind.ts';
import { RunFailure } from '../store/run-failure.ts';

/** A case of a run over a list, and the row of the list that led to it. */
export interface ListedCase {
  readonly caseKey: string;
  readonly row: number;
}

export interface ListSettings {
  readonly ask: AskHub;
  readonly parentExchange: string;
  readonly asOf: string | null;
  readonly signal: AbortSignal;
}

const PEOPLE_AT_A_TIME = 100;

/** How a listed person leads to the cases of a population: the operation, and where its answer names them. */
const WAYS: Readonly<
  Record<string, { readonly text: string; readonly casesOf: (person: Answer) => readonly unknown[] }>
> = {
  AssistanceFamily: {
    text: `query ListedFamilies($keys: [ID!]) {
      persons(first: ${PEOPLE_AT_A_TIME}, filter: { id: { in: $keys } }) {
        nodes { id assistanceMemberships { recordKey caseNumber } }
      }
    }`,
    casesOf: ({ assistanceMemberships }) =>
      (assistanceMemberships as readonly Answer[] | null)?.map(({ caseNumber }) => caseNumber) ?? [],
  },
  Household: {
    text: `query ListedHouseholds($keys: [ID!]) {
      persons(first: ${PEOPLE_AT_A_TIME}, filter: { id: { in: $keys } }) { nodes { id householdNumber } }
    }`,
    casesOf: ({ householdNumber }) => [householdNumber],
  },
};

type Answer = Readonly<Record<string, unknown>>;

/** The numbers of the list are the keys of the cases themselves. */
function isOfCases(kind: ListKind, { typeName }: CaseKind): boolean {
  return (kind === 'PERSON') === (typeName === 'Person');
}

/**
 * Refuses a list whose numbers lead to no case of a population.
 * @throws SluiceError AUDIT_LIST_UNFIT
 */
export function refuseUnfitList(kind: ListKind, caseKind: CaseKind): void {
  const leads = isOfCases(kind, caseKind) || (kind === 'PERSON' && WAYS[caseKind.typeName] !== undefined);
  if (!leads)
    throw new SluiceError('AUDIT_LIST_UNFIT', {
      reason: `a list of this kind does not lead to ${caseKind.typeName}`,
    });
}

/**
 * The cases that a list is about, read through the hub where it lists people and the population is of families or
 * households.
 * @throws SluiceError AUDIT_LIST_UNFIT; RunFailure where the people could not be looked up
 */
export async function casesOfList(
  { caseKind, definition }: CompiledAudit,
  kind: ListKind,
  entries: readonly ListEntry[],
  settings: ListSettings,
): Promise<readonly ListedCase[]> {
  refuseUnfitList(kind, caseKind);
  if (isOfCases(kind, caseKind)) return entries.map(({ row, key }) => ({ caseKey: key, row }));
  const way = WAYS[caseKind.typeName];
  if (way === undefined) return [];
  const found: ListedCase[] = [];
  for (let from = 0; from < entries.length; from += PEOPLE_AT_A_TIME) {
    const part = entries.slice(from, from + PEOPLE_AT_A_TIME);
    const rowOf = new Map(part.map(({ row, key }) => [key, row]));
    const answer = await settings.ask({
      text: way.text,
      variables: { keys: [...rowOf.keys()] },
      purpose: definition.purpose,
      ...settings,
    });
    const [error] = answer.errors;
    if (error !== undefined) throw new RunFailure(error.code, 'looking the people of the list up');
    const people = (answer.data?.['persons'] as { readonly nodes?: readonly Answer[] } | null)?.nodes ?? [];
    for (const person of people) {
      const row = rowOf.get(String(person['id']));
      for (const caseKey of way.casesOf(person))
        if (row !== undefined && typeof caseKey === 'string') found.push({ caseKey, row });
    }
  }
  return found;
}
