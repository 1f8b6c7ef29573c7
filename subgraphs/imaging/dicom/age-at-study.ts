import { ageOn } from '../../../identifiers/age-on.ts';

/** What an object says of its patient's age, as DICOM writes it; empty where it does not. */
export interface StatedAge {
  /** (0010,0030), `19610304`. */
  readonly born: string;
  /** (0008,0020). */
  readonly studyDay: string;
  /** (0010,1010), `017Y`. */
  readonly age: string;
}

/** Whole years by the date of birth on the day of the study, and as stated; the lesser, so that no child passes for an adult. */
export function ageAtStudy({ born, studyDay, age }: StatedAge): number | null {
  const ages = [ageOn(dashed(born), dashed(studyDay)), statedYears(age)].filter((years) => years !== null);
  return ages.length === 0 ? null : Math.min(...ages);
}

function dashed(day: string): string {
  return day.replace(/^(\d{4})(\d{2})(\d{2})$/u, '$1-$2-$3');
}

/** An Age String: `018M` is a year and a half. */
function statedYears(text: string): number | null {
  const [, count, unit] = /^(\d{3})([DWMY])$/u.exec(text) ?? [];
  if (count === undefined || unit === undefined) return null;
  return Math.floor((Number(count) * (DAYS[unit] ?? 0)) / 365.25);
}

const DAYS: Readonly<Record<string, number>> = { D: 1, W: 7, M: 30.4375, Y: 365.25 };
