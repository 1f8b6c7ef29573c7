import type { FieldSource } from '../../kit/source-mapping.ts';

/** What a line of a job was answered: whom it tells something about counts as read wherever it is shown. */
export const keptEligibility = {
  kind: 'computed',
  columns: ['eligibility', 'people'],
  compute: ({ eligibility, people }, _, context): unknown => {
    if (typeof eligibility !== 'string' || typeof people !== 'string') return null;
    for (const person of JSON.parse(people) as readonly string[]) context.dataSubjects.add(person);
    return JSON.parse(eligibility);
  },
} as const satisfies FieldSource;
