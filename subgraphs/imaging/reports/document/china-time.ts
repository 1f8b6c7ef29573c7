/** China has one time, and no summer time since 1991. */
export const CHINA_OFFSET = '+0800';
const AHEAD_MS = 8 * 60 * 60 * 1_000;

/** An instant as DICOM writes it, in China: date `YYYYMMDD`, time `HHMMSS`, and both with the offset. */
export function dicomTime(at: Date): {
  readonly date: string;
  readonly time: string;
  readonly dateTime: string;
} {
  const digits = new Date(at.getTime() + AHEAD_MS).toISOString().replaceAll(/[-:T]/gu, '');
  const [date, time] = [digits.slice(0, 8), digits.slice(8, 14)];
  return { date, time, dateTime: `${date}${time}${CHINA_OFFSET}` };
}
