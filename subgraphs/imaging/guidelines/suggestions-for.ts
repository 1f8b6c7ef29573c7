import type { GuidelineTable } from './guideline-table.ts';

/** What is suggested for labels on a day (`YYYY-MM-DD`), by guidelines that have not expired. */
export function suggestionsFor(
  labels: readonly string[],
  guidelines: readonly GuidelineTable[],
  day: string,
) {
  return guidelines
    .filter(({ issuedOn, expiresOn }) => issuedOn <= day && day <= expiresOn)
    .flatMap((table) =>
      table.suggestions
        .filter(({ label }) => labels.includes(label))
        .map((suggestion) => ({ table, suggestion })),
    );
}
