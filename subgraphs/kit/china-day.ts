const CHINA_OFFSET_MS = 8 * 3_600_000;

/** The calendar day of an instant in China Standard Time, `YYYY-MM-DD`. */
export function chinaDay(ms: number): string {
  return new Date(ms + CHINA_OFFSET_MS).toISOString().slice(0, 10);
}
