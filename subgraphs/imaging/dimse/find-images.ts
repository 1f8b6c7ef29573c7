import dimse, { type requests, type responses } from 'dcmjs-dimse';
import { SluiceError } from '../../../errors/sluice-error.ts';
import type { ImageArchive, Level } from '../archive/image-archive.ts';
import { tagOfKeyword } from '../dicom/data-dictionary.ts';
import type { DicomJson, JsonValue, PersonName } from '../dicom/dicom-json.ts';
import { dimseStatus, PENDING, SUCCESS } from './dimse-status.ts';

const { Dataset, responses: answers } = dimse;
const LEVELS: Readonly<Record<string, Level>> = { STUDY: 'study', SERIES: 'series', IMAGE: 'instance' };
const MAX_FOUND = 1000;
const NOT_FILTERS = new Set(['QueryRetrieveLevel', 'SpecificCharacterSet', 'TimezoneOffsetFromUTC']);

/** Answers C-FIND in the study root model, from what the hospital itself sent. Text is written in UTF-8. */
export async function findImages(
  request: requests.CFindRequest,
  archive: ImageArchive,
  hospital: string,
): Promise<responses.CFindResponse[]> {
  const answer = (status: number): responses.CFindResponse => {
    const response = answers.CFindResponse.fromRequest(request);
    response.setStatus(status);
    return response;
  };
  try {
    const asked = request.getDataset()?.getElements() ?? {};
    const name = typeof asked['QueryRetrieveLevel'] === 'string' ? asked['QueryRetrieveLevel'] : '';
    const level = LEVELS[name];
    if (level === undefined) throw new SluiceError('IMAGE_QUERY_INVALID', { filter: '00080052' });
    const filters = filtersOf(asked);
    const found = await archive.find({ level, filters, limit: MAX_FOUND, offset: 0, hospital });
    return [
      ...found.map((attributes) => {
        const response = answer(PENDING);
        response.setDataset(new Dataset(answerOf(attributes, asked, name)));
        return response;
      }),
      answer(SUCCESS),
    ];
  } catch (error) {
    return [answer(dimseStatus(error instanceof SluiceError ? error.code : 'IMAGE_ARCHIVE_UNAVAILABLE'))];
  }
}

function filtersOf(asked: Readonly<Record<string, unknown>>): Record<string, string> {
  const filters: Record<string, string> = {};
  for (const [keyword, value] of Object.entries(asked)) {
    const tag = tagOfKeyword(keyword);
    const text = textOf(value);
    if (tag !== null && !NOT_FILTERS.has(keyword) && text !== '') filters[tag] = text;
  }
  return filters;
}

/** dcmjs gives a text, a list of texts, or a name as an object in a list. */
function textOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
  if (Array.isArray(value))
    return value
      .map(textOf)
      .filter((text) => text !== '')
      .join('\\');
  if (typeof value !== 'object' || value === null) return '';
  const { Alphabetic, Ideographic } = value as PersonName;
  return textOf(Alphabetic) || textOf(Ideographic);
}

/** What was asked for, and of the rest nothing. */
function answerOf(
  attributes: DicomJson,
  asked: Readonly<Record<string, unknown>>,
  level: string,
): Record<string, unknown> {
  const answer: Record<string, unknown> = { SpecificCharacterSet: 'ISO_IR 192', QueryRetrieveLevel: level };
  for (const keyword of Object.keys(asked)) {
    const tag = tagOfKeyword(keyword);
    if (tag === null || NOT_FILTERS.has(keyword)) continue;
    const values = attributes[tag]?.Value ?? [];
    answer[keyword] = values.map(writtenOf).join('\\');
  }
  return answer;
}

function writtenOf(value: JsonValue): string {
  if (typeof value !== 'object' || value === null) return String(value ?? '');
  const { Alphabetic = '', Ideographic = '', Phonetic = '' } = value as PersonName;
  return [Alphabetic, Ideographic, Phonetic].join('=').replace(/=+$/u, '');
}
