/** A number in digits alone, as it is written: `1e-7` is 0.0000001. */
export function digits(value: number): string {
  const text = String(value);
  const [, sign = '', whole = '', fraction = '', exponent] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/u.exec(text) ?? [];
  if (exponent === undefined) return text;
  const shift = Number(exponent);
  const all = whole + fraction;
  const point = whole.length + shift;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${all}`;
  return `${sign}${all.padEnd(point, '0').slice(0, point)}`;
}

/** Adds up decimals exactly, as they are written. */
export class DecimalSum {
  #units = 0n;
  #decimals = 0;
  /** Whether anything was added: a sum of nothing is no number. */
  isEmpty = true;

  add(value: number): void {
    const [units, decimals] = unitsOf(value);
    const scale = Math.max(decimals, this.#decimals);
    this.#units = scaled(this.#units, this.#decimals, scale) + scaled(units, decimals, scale);
    this.#decimals = scale;
    this.isEmpty = false;
  }

  /** Below, at or above 0 as the sum is below, at or above a number. */
  compare(value: number): number {
    const [units, decimals] = unitsOf(value);
    const scale = Math.max(decimals, this.#decimals);
    const rest = scaled(this.#units, this.#decimals, scale) - scaled(units, decimals, scale);
    return rest < 0n ? -1 : rest > 0n ? 1 : 0;
  }
}

const scaled = (units: bigint, from: number, to: number): bigint => units * 10n ** BigInt(to - from);

function unitsOf(value: number): readonly [units: bigint, decimals: number] {
  const [whole = '', fraction = ''] = digits(value).split('.');
  return [BigInt(whole + fraction), fraction.length];
}
