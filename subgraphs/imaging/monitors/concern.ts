/** What a monitor looks at. */
export type AlarmKind =
  'AGREEMENT' | 'SUBGROUP' | 'EMBEDDING_SHIFT' | 'HISTOGRAM_SHIFT' | 'OUT_OF_DISTRIBUTION' | 'OPERATIONS';

/** Something that is not as it should be with a model at a site. */
export interface Concern {
  readonly kind: AlarmKind;
  /** Null: with all of its labels. */
  readonly label: string | null;
  /** What was found and against what it was held; nothing of a person. */
  readonly figures: Readonly<Record<string, number | string>>;
}

/** Whether readers must be kept from what a model says. A slow machine does not make it wrong. */
export function makesSilent(kind: AlarmKind): boolean {
  return kind !== 'OPERATIONS';
}

/** How sure a monitor must be, in deviations: 99 of 100 on either side. */
export const SURE = 2.576;

/** Where a share may lie of which `count` of `of` were seen (Wilson), at `SURE`. */
export function shareBounds(count: number, of: number): { readonly low: number; readonly high: number } {
  if (of === 0) return { low: 0, high: 1 };
  const share = count / of;
  const square = SURE * SURE;
  const centre = (share + square / (2 * of)) / (1 + square / of);
  const reach = (SURE / (1 + square / of)) * Math.sqrt((share * (1 - share)) / of + square / (4 * of * of));
  return { low: Math.max(0, centre - reach), high: Math.min(1, centre + reach) };
}

/** To four digits, as figures are kept. */
export function rounded(value: number): number {
  return Number(value.toFixed(4));
}
