import { isPresent } from '../../words/finding-sentence.ts';
import { derivedUid } from '../derived-uid.ts';
import type { DocumentedFinding, DocumentedReport } from '../documented-report.ts';
import {
  coded,
  container,
  containerOf,
  codeSequence,
  dcm,
  image,
  percent,
  personName,
  sct,
  text,
  uidReference,
  type Code,
  type ContentItem,
} from './content-item.ts';
import { HUB } from './equipment.ts';

const REPORT = dcm('126000', 'Imaging Measurement Report');
const FINDING = dcm('121071', 'Finding');
const COMMENT = dcm('121106', 'Comment');
const CONCLUSION = dcm('121077', 'Conclusion');
const QUALITATIVE: Code = { value: 'C0034375', scheme: 'UMLS', meaning: 'Qualitative Evaluations' };
const PRESENT = sct('52101004', 'Present');
const ABSENT = sct('2667000', 'Absent');

/** The tree of a report: TID 1500 with a measurement group (TID 1501) for each finding, as IHE AIR asks. */
export function measurementReport(report: DocumentedReport): Readonly<Record<string, unknown>> {
  return {
    ValueType: 'CONTAINER',
    ConceptNameCodeSequence: codeSequence(REPORT),
    ...containerOf('1500'),
    ContentSequence: [
      ...languageOf(report),
      ...observersOf(report),
      coded('HAS CONCEPT MOD', dcm('121058', 'Procedure reported'), sct('363679005', 'Imaging procedure')),
      ...imageLibrary(report),
      ...measurements(report),
      evaluations(report),
    ],
  };
}

function languageOf({ language }: DocumentedReport): readonly ContentItem[] {
  const [code = 'zh', country] = language.split('-');
  const meaning = code === 'zh' ? 'Chinese' : 'English';
  const inCountry =
    country === 'CN'
      ? [
          coded('HAS CONCEPT MOD', dcm('121046', 'Country of Language'), {
            value: 'CN',
            scheme: 'ISO3166_1',
            meaning: 'China',
          }),
        ]
      : [];
  const concept = dcm('121049', 'Language of Content Item and Descendants');
  return [coded('HAS CONCEPT MOD', concept, { value: code, scheme: 'RFC5646', meaning }, inCountry)];
}

/** The hub always; the person too once he has a part in it. */
function observersOf({ reviewed, finalised, hospital }: DocumentedReport): readonly ContentItem[] {
  const type = dcm('121005', 'Observer Type');
  const person = finalised ?? reviewed;
  return [
    coded('HAS OBS CONTEXT', type, dcm('121007', 'Device')),
    uidReference('HAS OBS CONTEXT', dcm('121012', 'Device Observer UID'), HUB.deviceUid),
    text('HAS OBS CONTEXT', dcm('121013', 'Device Observer Name'), HUB.name),
    text('HAS OBS CONTEXT', dcm('121014', 'Device Observer Manufacturer'), HUB.manufacturer),
    text('HAS OBS CONTEXT', dcm('121015', 'Device Observer Model Name'), HUB.model),
    ...(person === null
      ? []
      : [
          coded('HAS OBS CONTEXT', type, dcm('121006', 'Person')),
          personName('HAS OBS CONTEXT', dcm('121008', 'Person Observer Name'), person.by),
          text('HAS OBS CONTEXT', dcm('121009', "Person Observer's Organization Name"), hospital),
        ]),
  ];
}

function imageLibrary({ images }: DocumentedReport): readonly ContentItem[] {
  if (images.length === 0) return [];
  const group = container(
    dcm('126200', 'Image Library Group'),
    images.map((each) => image('CONTAINS', each)),
  );
  return [container(dcm('111028', 'Image Library'), [group])];
}

function measurements(report: DocumentedReport): readonly ContentItem[] {
  if (report.findings.length === 0 || report.withdrawn !== null) return [];
  return [
    container(
      dcm('126010', 'Imaging Measurements'),
      report.findings.map((finding) => measurementGroup(finding, report)),
    ),
  ];
}

function measurementGroup(finding: DocumentedFinding, report: DocumentedReport): ContentItem {
  const { label, model, sopInstanceUid, probability, text: sentence } = finding;
  const seen = report.images.filter((each) => each.sopInstanceUid === sopInstanceUid);
  const what = `${report.studyInstanceUid} ${model.sha256} ${sopInstanceUid} ${label}`;
  const present = isPresent(finding);
  const code = codeOf(finding);
  return container(
    dcm('125007', 'Measurement Group'),
    [
      text(
        'HAS OBS CONTEXT',
        dcm('112039', 'Tracking Identifier'),
        `${label} ${model.name} ${model.version}`,
      ),
      uidReference('HAS OBS CONTEXT', dcm('112040', 'Tracking Unique Identifier'), derivedUid(what)),
      coded('CONTAINS', FINDING, code),
      text('HAS CONCEPT MOD', dcm('111001', 'Algorithm Name'), model.name),
      text('HAS CONCEPT MOD', dcm('111003', 'Algorithm Version'), model.version),
      text('HAS CONCEPT MOD', dcm('111002', 'Algorithm Parameters'), parametersOf(finding)),
      percent(
        dcm('111012', 'Certainty of Finding'),
        probability,
        seen.map((each) => image('INFERRED FROM', each)),
      ),
      ...(present === null ? [] : [coded('CONTAINS', code, present ? PRESENT : ABSENT)]),
      text('CONTAINS', COMMENT, `${sentence.zh}\r\n${sentence.en}`),
    ],
    '1501',
  );
}

function parametersOf({ score, threshold, model }: DocumentedFinding): string {
  const point = threshold === null ? 'none' : String(threshold);
  return `sha256=${model.sha256}; score=${score}; operating point=${point}`;
}

/** What no public scheme names has a code of ours. */
function codeOf({ label, title, code }: DocumentedFinding): Code {
  return code === null
    ? { value: label, scheme: '99SLUICE', meaning: title.en }
    : sct(code.value, code.meaning);
}

/** The report in words, in both languages, under what must be known before anything else is read. */
function evaluations({ notices, conclusion, reason }: DocumentedReport): ContentItem {
  const paragraphs = (language: 'zh' | 'en'): string =>
    [...notices.map((notice) => notice[language]), conclusion[language]].join('\n').replaceAll('\n', '\r\n');
  return container(QUALITATIVE, [
    text('CONTAINS', CONCLUSION, `${paragraphs('zh')}\r\n\r\n${paragraphs('en')}`),
    ...(reason === null || reason === '' ? [] : [text('CONTAINS', COMMENT, reason)]),
  ]);
}
