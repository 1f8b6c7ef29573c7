/**
 * Which division codes (GB/T 2260, six digits) an identifier may carry. A parameter everywhere, so that synthetic
 * data can use divisions that nobody was ever assigned.
 */
export interface DivisionTable {
  /** `on` (`YYYY-MM-DD`, where known) is the day on which the code was given out: codes retire, numbers stay. */
  isAssigned(code: string, on?: string): boolean;
}

/** Province codes of GB/T 2260; 10 heads the codes of national bodies, 81 to 83 those of Hong Kong, Macao, Taiwan. */
const PROVINCES = new Set(
  '10 11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(
    ' ',
  ),
);

/** Accepts every code below an existing province: right where no table with the history of all codes is at hand. */
export const everyProvince: DivisionTable = {
  isAssigned: (code) => /^\d{6}$/u.test(code) && PROVINCES.has(code.slice(0, 2)),
};

/**
 * The divisions of synthetic identifiers, `239900` to `239999`: GB/T 2260 assigns none of them, so an identifier made
 * with one belongs to no real person or firm.
 */
export const syntheticDivisions: DivisionTable = {
  isAssigned: (code) => /^2399\d\d$/u.test(code),
};

/** A table of exactly these codes. */
export function divisionTable(codes: Iterable<string>): DivisionTable {
  const assigned = new Set(codes);
  return { isAssigned: (code) => assigned.has(code) };
}

/** A code that either table accepts. */
export function eitherTable(a: DivisionTable, b: DivisionTable): DivisionTable {
  return { isAssigned: (code, on) => a.isAssigned(code, on) || b.isAssigned(code, on) };
}

/** Six digits of GB/T 2260, or nine with the township; the province is never `00`. */
export function isDivisionCode(code: string): boolean {
  return /^(?!00)\d{6}(?:\d{3})?$/u.test(code);
}

/**
 * The prefix that all codes of a region share: `230000` → `23`, `230100` → `2301`, `230102` and `230102001` →
 * themselves. Throws a `RangeError` for anything that is no division code, since an empty prefix would be everywhere.
 */
export function regionPrefix(region: string): string {
  if (!isDivisionCode(region)) throw new RangeError('not a division code');
  const county = region.endsWith('000') && region.length === 9 ? region.slice(0, 6) : region;
  if (county.length === 9 || !county.endsWith('00')) return county;
  return county.endsWith('0000') ? county.slice(0, 2) : county.slice(0, 4);
}

/** Whether a division (six or nine digits) lies in a region; false where either is not a division code. */
export function withinRegion(code: string, region: string): boolean {
  return isDivisionCode(code) && isDivisionCode(region) && code.startsWith(regionPrefix(region));
}
