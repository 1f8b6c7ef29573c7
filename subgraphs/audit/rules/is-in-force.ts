/** Something that is law from a day on, and before another; null: for good. */
export interface Dated {
  readonly validFrom: string;
  readonly validTo: string | null;
}

/** Whether it is in force on a day of the calendar; without a day everything is. */
export function isInForce({ validFrom, validTo }: Dated, day: unknown): boolean {
  return typeof day !== 'string' || (validFrom <= day && (validTo === null || day < validTo));
}
