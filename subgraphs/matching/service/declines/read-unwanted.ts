import { DECLINED_THINGS, type Decline } from '../../market/jobseeker.ts';
import { SHIFTS } from '../../market/working-terms.ts';
import { occupationTree } from '../../occupations/occupation-tree.ts';
import { givenCounty, givenText, invalidInput, oneOf } from '../read-given.ts';
import type { ServiceWork } from '../service-work.ts';

/** "Not this one, because": what it is about, and why, as the person says it. */
export interface GivenUnwanted {
  /** One of `DECLINED_THINGS`. */
  readonly what: string;
  readonly value: string;
  readonly reason: string;
}

/**
 * The same, of something that could be suggested. WHY so strict: whoever writes the firm's name for its credit code would
 * go on being shown the firm, and not know why.
 * @throws SluiceError SERVICE_INPUT_INVALID
 */
export async function readUnwanted(work: ServiceWork, given: GivenUnwanted): Promise<Decline> {
  const what = oneOf(DECLINED_THINGS, given.what, 'what');
  const value = givenText(given.value, 'value');
  const reason = givenText(given.reason, 'reason');
  await assertSuggestible(work, what, value);
  return { what, value, reason };
}

async function assertSuggestible(
  { client, market }: ServiceWork,
  what: Decline['what'],
  value: string,
): Promise<void> {
  switch (what) {
    case 'SHIFT':
      oneOf(SHIFTS, value, 'value');
      return;
    case 'COUNTY':
      givenCounty(value, 'value');
      return;
    case 'OCCUPATION':
      if (!occupationTree.has(value))
        throw invalidInput({
          en: 'value is no occupation of the classification, such as 4-02-06-01',
          zh: 'value 不是目录中的职业编码（例如 4-02-06-01）',
        });
      return;
    case 'VACANCY':
    case 'EMPLOYER':
      if (!(await market.isShown(client, what, value)))
        throw invalidInput({
          en: 'value is no vacancy id, or no credit code of an employer who posts any',
          zh: 'value 不是岗位编号，也不是发布岗位的用人单位的统一社会信用代码',
        });
  }
}
