import { bandOf, type AgeBand, type Metric } from '../models/model-card.ts';
import { rounded, shareBounds, SURE, type Concern } from './concern.ts';

/** What a reader said of one label of one image. */
export interface Judgement {
  /** Whether the score lay above the threshold of the site. */
  readonly above: boolean;
  readonly agrees: boolean;
  readonly sex: 'F' | 'M' | null;
  readonly ageYears: number | null;
}

/** Fewer judgements of a kind say nothing. */
const FEWEST = 10;

/**
 * Where a label finds less, or cries out more often, than its card promises for the site: the best that the share may be
 * by what readers say lies below the worst that the card says of it.
 */
export function agreementConcern(
  label: string,
  judgements: readonly Judgement[],
  promised: Pick<Metric, 'sensitivity' | 'specificity'>,
): Concern | null {
  const count = (above: boolean, agrees: boolean): number =>
    judgements.filter((one) => one.above === above && one.agrees === agrees).length;
  const shares = [
    { name: 'sensitivity', right: count(true, true), wrong: count(false, false) },
    { name: 'specificity', right: count(false, true), wrong: count(true, false) },
  ] as const;
  const short = shares.filter(({ name, right, wrong }) => {
    const enough = right + wrong >= FEWEST;
    return enough && shareBounds(right, right + wrong).high < promised[name].low;
  });
  if (short.length === 0) return null;
  const figures = short.flatMap(({ name, right, wrong }) => [
    [name, rounded(right / (right + wrong))] as const,
    [`${name}_judged`, right + wrong] as const,
    [`${name}_promised`, promised[name].low] as const,
  ]);
  return { kind: 'AGREEMENT', label, figures: Object.fromEntries(figures) };
}

/** Fewer judgements of a group are not compared. */
const SMALLEST_GROUP = 30;
const SEXES = ['F', 'M'] as const;
const AGES: readonly AgeBand[] = ['18-64', '65+'];
/** Four groups are looked at: each must be four times as surely apart. */
const SURE_OF_FOUR = SURE + 0.45;

/** Where readers disagree with a label more often in one group of sex and age than in all others, by more than allowed. */
export function subgroupConcern(
  label: string,
  judgements: readonly Judgement[],
  allowedGap: number,
): Concern | null {
  const known = judgements.filter(({ sex, ageYears }) => sex !== null && ageYears !== null);
  const groups = SEXES.flatMap((sex) => AGES.map((age) => ({ sex, age })));
  for (const { sex, age } of groups) {
    const isOfGroup = (one: Judgement): boolean => one.sex === sex && bandOf(one.ageYears ?? 0) === age;
    const inside = agreementOf(known.filter(isOfGroup));
    const outside = agreementOf(known.filter((one) => !isOfGroup(one)));
    if (inside.of < SMALLEST_GROUP || outside.of < SMALLEST_GROUP) continue;
    const gap = outside.share - inside.share;
    const pooled = (inside.agreed + outside.agreed) / (inside.of + outside.of);
    const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / inside.of + 1 / outside.of));
    if (gap <= allowedGap || gap <= SURE_OF_FOUR * deviation) continue;
    return {
      kind: 'SUBGROUP',
      label,
      figures: {
        group: `${sex} ${age}`,
        agreement: rounded(inside.share),
        agreement_of_others: rounded(outside.share),
        judged: inside.of,
      },
    };
  }
  return null;
}

function agreementOf(judgements: readonly Judgement[]) {
  const agreed = judgements.filter(({ agrees }) => agrees).length;
  return { agreed, of: judgements.length, share: agreed / Math.max(1, judgements.length) };
}
