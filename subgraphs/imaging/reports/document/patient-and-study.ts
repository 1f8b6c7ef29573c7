import type { DicomJson, PersonName } from '../../dicom/dicom-json.ts';

/** What documents repeat of the images: the patient and the study. Empty where the images do not say, or say what is none. */
export interface PatientAndStudy {
  /** `Alphabetic=Ideographic=Phonetic`. */
  readonly patientName: string;
  readonly patientId: string;
  /** `YYYYMMDD`. */
  readonly birthDate: string;
  readonly sex: 'M' | 'F' | 'O' | '';
  readonly studyDate: string;
  readonly studyTime: string;
  readonly accessionNumber: string;
  readonly studyId: string;
  readonly referringPhysician: string;
}

const DATE = /^\d{8}$/u;
const TIME = /^\d{2}(?:[0-5]\d(?:[0-5]\d(?:\.\d{1,6})?)?)?$/u;

/** Reads them from the attributes of an image. */
export function patientAndStudyOf(attributes: DicomJson): PatientAndStudy {
  const sex = textOf(attributes, '00100040', 16);
  return {
    patientName: nameOf(attributes, '00100010'),
    patientId: textOf(attributes, '00100020', 64),
    birthDate: matching(DATE, textOf(attributes, '00100030', 64)),
    sex: sex === 'M' || sex === 'F' || sex === 'O' ? sex : '',
    studyDate: matching(DATE, textOf(attributes, '00080020', 64)),
    studyTime: matching(TIME, textOf(attributes, '00080030', 64)),
    accessionNumber: textOf(attributes, '00080050', 16),
    studyId: textOf(attributes, '00200010', 16),
    referringPhysician: nameOf(attributes, '00080090'),
  };
}

function matching(form: RegExp, text: string): string {
  return form.test(text) ? text : '';
}

function textOf(attributes: DicomJson, tag: string, length: number): string {
  const value = attributes[tag]?.Value?.[0];
  return typeof value === 'string' || typeof value === 'number' ? plain(String(value), length) : '';
}

function nameOf(attributes: DicomJson, tag: string): string {
  const value = attributes[tag]?.Value?.[0];
  if (typeof value === 'string') return plain(value, 64);
  if (typeof value !== 'object' || value === null) return '';
  const { Alphabetic, Ideographic, Phonetic } = value as PersonName;
  return [Alphabetic, Ideographic, Phonetic]
    .map((group) => (typeof group === 'string' ? plain(group.replaceAll('=', ' '), 64) : ''))
    .join('=')
    .replace(/=+$/u, '');
}

/** As a value of a short text may be: one value, no control characters, not too long. */
export function plain(text: string, length: number): string {
  // eslint-disable-next-line no-control-regex -- these are what is taken out
  const bare = text.replaceAll(/[\u0000-\u001f\u007f\\]/gu, ' ').trim();
  return Array.from(bare).slice(0, length).join('').trim();
}

/** An official's name in tokens as a person name: its family name, for there is no other. */
export function familyName(official: string): string {
  return `${plain(official.replaceAll(/[\^=]/gu, ' '), 62)}^`;
}
