import { describe, expect, test } from '@jest/globals';
import { testHub } from '../testing/test-hub.ts';

/** Whose purpose is whose: a token of one side is none for the work of another. */

const hub = testHub();
const SIDES = [
  ['employer', ['recruitment']],
  ['jobseeker', ['job-seeking']],
  ['employment-adviser', ['employment-service', 'employment-review']],
] as const;
const ALL = SIDES.flatMap(([, purposes]) => purposes);
const OPEN = '{ vacancies(first: 1, filter: { status: { eq: "OPEN" } }) { nodes { vacancyId title } } }';

describe.each(SIDES)('with a token of %s', (as, own) => {
  test.each(ALL.filter((purpose) => !own.some((each) => each === purpose)))(
    'nothing is read under %s, another side’s purpose',
    async (purpose) => {
      const { status, body } = await hub.ask(OPEN, { as, purpose });
      expect([status, body.data ?? null]).toEqual([403, null]);
      expect(body.errors?.map(({ extensions }) => extensions.code)).toEqual(['PURPOSE_UNKNOWN']);
    },
  );

  test('the same is answered under the own purpose', async () => {
    const { body } = await hub.ask(OPEN, { as });
    expect(body.errors).toBeUndefined();
    expect(body.data).toMatchObject({ vacancies: { nodes: [{ title: expect.any(String) }] } });
  });
});
