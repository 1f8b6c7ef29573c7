import { asciiValue, type DataSet } from '../dicom/data-set.ts';
import type { ImageFacts } from './abstention.ts';

/** Of an object that can not be read. */
export const NO_FACTS: ImageFacts = {
  modality: null,
  view: null,
  bodyPart: null,
  laterality: null,
  ageYears: null,
  sex: null,
  burnedInText: null,
};

/** What an object says of itself, as far as models ask. */
export function imageFacts(dataSet: DataSet): ImageFacts {
  const text = (tag: string): string | null => asciiValue(dataSet, tag).toUpperCase().trim() || null;
  const sex = text('00100040');
  const burned = text('00280301');
  return {
    modality: text('00080060'),
    view: text('00185101'),
    bodyPart: text('00180015'),
    // Of the image, else of the series.
    laterality: text('00200062') ?? text('00200060'),
    ageYears: ageOf(dataSet),
    sex: sex === 'F' || sex === 'M' ? sex : null,
    burnedInText: burned === null ? null : burned !== 'NO',
  };
}

/** By the date of birth on the day of the study, and as stated; the lesser, so that no child passes for an adult. */
function ageOf(dataSet: DataSet): number | null {
  const ages = [
    yearsBetween(asciiValue(dataSet, '00100030'), asciiValue(dataSet, '00080020')),
    statedYears(asciiValue(dataSet, '00101010')),
  ].filter((age) => age !== null);
  return ages.length === 0 ? null : Math.min(...ages);
}

function yearsBetween(born: string, day: string): number | null {
  if (!/^\d{8}$/u.test(born) || !/^\d{8}$/u.test(day) || born > day) return null;
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4));
  return day.slice(4) < born.slice(4) ? years - 1 : years;
}

/** An Age String: `018M` is a year and a half. */
function statedYears(text: string): number | null {
  const [, count, unit] = /^(\d{3})([DWMY])$/u.exec(text) ?? [];
  if (count === undefined || unit === undefined) return null;
  return Math.floor((Number(count) * (DAYS[unit] ?? 0)) / 365.25);
}

const DAYS: Readonly<Record<string, number>> = { D: 1, W: 7, M: 30.4375, Y: 365.25 };
