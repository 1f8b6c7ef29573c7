import { onceSo } from './once-so.ts';
import type { Door } from './two-sides.ts';

/** Why two sides are suggested to each other, as the graph shows it. */
export interface Reasons {
  readonly score: number;
  readonly terms: readonly { readonly name: string; readonly weight: number; readonly value: number }[];
  readonly explanation: string;
  readonly explanationChinese: string;
}

export interface SuggestedVacancy extends Reasons {
  readonly vacancy: { readonly vacancyId: string; readonly title: string; readonly wageHigh: number };
  readonly wouldChange: readonly { readonly text: string; readonly textChinese: string }[];
}

export interface Candidate extends Reasons {
  readonly person: { readonly pseudonym: string };
  readonly rankByScore: number;
  readonly moved: string | null;
  readonly movedChinese: string | null;
}

const REASONS = 'score explanation explanationChinese terms { name weight value }';

/** The fields of a `SuggestedVacancy`. */
export const SUGGESTED_VACANCY = `${REASONS} vacancy { vacancyId title wageHigh } wouldChange { text textChinese }`;

/** What is suggested to whoever asks for himself, once it is as wished. */
export function suggestionsOf(
  door: Door,
  isWished: (ids: readonly string[]) => boolean = () => true,
): Promise<readonly SuggestedVacancy[]> {
  return onceSo(
    async () => {
      const { jobseekers } = await door.get<{
        jobseekers: { nodes: readonly { suggestions: readonly SuggestedVacancy[] }[] };
      }>(`{ jobseekers { nodes { suggestions(first: 100) { ${SUGGESTED_VACANCY} } } } }`);
      return jobseekers.nodes.flatMap(({ suggestions }) => suggestions);
    },
    (suggestions) => isWished(idsOf(suggestions)),
  );
}

export const idsOf = (suggestions: readonly SuggestedVacancy[]): readonly string[] =>
  suggestions.map(({ vacancy }) => vacancy.vacancyId);

/** Whom an adviser is shown for a vacancy, once it is as wished. */
export function candidatesOf(
  adviser: Door,
  vacancyId: string,
  isWished: (pseudonyms: readonly string[]) => boolean = () => true,
  first = 100,
): Promise<readonly Candidate[]> {
  return onceSo(
    async () => {
      const { vacancy } = await adviser.get<{ vacancy: { candidates: readonly Candidate[] } }>(
        `query ($id: ID!, $first: Int!) { vacancy(vacancyId: $id) { candidates(first: $first) {
           ${REASONS} person { pseudonym } rankByScore moved movedChinese } } }`,
        { id: vacancyId, first },
      );
      return vacancy.candidates;
    },
    (candidates) => isWished(namesOf(candidates)),
  );
}

export const namesOf = (candidates: readonly Candidate[]): readonly string[] =>
  candidates.map(({ person }) => person.pseudonym);
