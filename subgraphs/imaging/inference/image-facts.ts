import { ageAtStudy } from '../dicom/age-at-study.ts';
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
    ageYears: ageAtStudy({
      born: asciiValue(dataSet, '00100030'),
      studyDay: asciiValue(dataSet, '00080020'),
      age: asciiValue(dataSet, '00101010'),
    }),
    sex: sex === 'F' || sex === 'M' ? sex : null,
    burnedInText: burned === null ? null : burned !== 'NO',
  };
}
