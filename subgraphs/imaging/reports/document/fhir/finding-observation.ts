import { isPresent } from '../../words/finding-sentence.ts';
import type { DocumentedFinding, DocumentedReport } from '../documented-report.ts';
import { patientAndStudyOf } from '../patient-and-study.ts';
import { concept, fhirDate, SNOMED_CT, UNITS, type FhirCode, type FhirResource } from './fhir-json.ts';
import { subjectOf } from './imaging-study.ts';
import { observationStatus } from './report-status.ts';

const PRESENT: FhirCode = { system: SNOMED_CT, code: '52101004', display: 'Present' };
const ABSENT: FhirCode = { system: SNOMED_CT, code: '2667000', display: 'Absent' };
const OWN = 'urn:sluice:imaging-label';
const COMPONENT = 'urn:sluice:imaging-figure';

/** A finding, with the figures it rests on. */
export function findingObservation(
  finding: DocumentedFinding,
  report: DocumentedReport,
  study: string,
): FhirResource {
  const { patientId, patientName, studyDate } = patientAndStudyOf(report.attributes);
  const present = isPresent(finding);
  const { name, version, sha256 } = finding.model;
  return {
    resourceType: 'Observation',
    id: finding.findingId,
    status: observationStatus(report),
    code: concept(codeOf(finding), finding.title.zh),
    subject: subjectOf(patientId, patientName),
    effectiveDateTime: fhirDate(studyDate),
    ...(present === null
      ? { dataAbsentReason: { text: 'no operating point at this hospital' } }
      : { valueCodeableConcept: concept(present ? PRESENT : ABSENT) }),
    note: [{ text: finding.text.zh }, { text: finding.text.en }],
    device: { identifier: { system: 'urn:sha256', value: sha256 }, display: `${name} ${version}` },
    derivedFrom: [{ reference: study }],
    component: [
      figure('probability', 'Probability of the finding, of the model alone', finding.probability),
      figure('score', 'Score of the model', finding.score),
      ...(finding.threshold === null
        ? []
        : [figure('operating-point', 'Operating point of the score', finding.threshold)]),
    ],
  };
}

export function codeOf({ label, title, code }: DocumentedFinding): FhirCode {
  return code === null
    ? { system: OWN, code: label, display: title.en }
    : { system: SNOMED_CT, code: code.value, display: code.meaning };
}

function figure(code: string, display: string, value: number) {
  return {
    code: concept({ system: COMPONENT, code, display }),
    valueQuantity: { value, unit: '1', system: UNITS, code: '1' },
  };
}
