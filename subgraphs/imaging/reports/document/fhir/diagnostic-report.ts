import { isPresent } from '../../words/finding-sentence.ts';
import { derivedUuid } from '../derived-uid.ts';
import type { DocumentedReport } from '../documented-report.ts';
import { patientAndStudyOf } from '../patient-and-study.ts';
import { structuredReportUid } from '../sr/structured-report.ts';
import { concept, fhirDate, uidIdentifier, type FhirRelease, type FhirResource } from './fhir-json.ts';
import { codeOf, findingObservation } from './finding-observation.ts';
import { imagingStudy, subjectOf } from './imaging-study.ts';
import { reportStatus } from './report-status.ts';

/** The report, its findings and its study, as a collection of resources. */
export function fhirBundle(report: DocumentedReport, release: FhirRelease): FhirResource {
  const study = derivedUuid(`imaging study ${report.studyInstanceUid}`);
  // What was withdrawn says nothing more of the images.
  const findings = report.withdrawn === null ? report.findings : [];
  const resources = [
    diagnosticReport({ ...report, findings }, study, release),
    imagingStudy(report, study, release),
    ...findings.map((finding) => findingObservation(finding, report, `urn:uuid:${study}`)),
  ];
  return {
    resourceType: 'Bundle',
    id: derivedUuid(`bundle ${release} ${report.reportId} ${report.revision}`),
    type: 'collection',
    timestamp: report.at.toISOString(),
    entry: resources.map((resource) => ({ fullUrl: `urn:uuid:${resource.id}`, resource })),
  };
}

function diagnosticReport(report: DocumentedReport, study: string, release: FhirRelease): FhirResource {
  const { patientId, patientName, studyDate } = patientAndStudyOf(report.attributes);
  const present =
    report.state === 'AI_DRAFT' ? [] : report.findings.filter((each) => isPresent(each) === true);
  const codes = new Map(present.map((each) => [each.label, concept(codeOf(each), each.title.zh)]));
  const signature = report.finalised ?? report.reviewed;
  return {
    resourceType: 'DiagnosticReport',
    // One report of a study, however many versions of it there are.
    id: derivedUuid(`diagnostic report ${report.studyInstanceUid}`),
    meta: { versionId: `${report.version}-${report.revision}`, lastUpdated: report.at.toISOString() },
    language: report.language,
    text: { status: 'generated', div: narrative(report) },
    identifier: [uidIdentifier(structuredReportUid(report.reportId, report.revision))],
    status: reportStatus(report),
    category: [
      concept({
        system: 'http://terminology.hl7.org/CodeSystem/v2-0074',
        code: 'RAD',
        display: 'Radiology',
      }),
    ],
    code: concept({ system: 'http://loinc.org', code: '18748-4', display: 'Diagnostic imaging study' }),
    subject: subjectOf(patientId, patientName),
    effectiveDateTime: fhirDate(studyDate),
    issued: report.at.toISOString(),
    performer: [{ display: report.hospital }],
    resultsInterpreter:
      signature === null
        ? undefined
        : [{ identifier: { value: signature.by }, display: `${signature.by}, ${report.hospital}` }],
    result:
      report.findings.length === 0
        ? undefined
        : report.findings.map(({ findingId }) => ({ reference: `urn:uuid:${findingId}` })),
    [release === 'R4' ? 'imagingStudy' : 'study']: [{ reference: `urn:uuid:${study}` }],
    conclusion: conclusionOf(report),
    conclusionCode: codes.size === 0 ? undefined : [...codes.values()],
  };
}

function conclusionOf({ notices, conclusion }: DocumentedReport): string {
  const paragraph = (language: 'zh' | 'en'): string =>
    [...notices.map((notice) => notice[language]), conclusion[language]]
      .filter((line) => line !== '')
      .join('\n');
  return `${paragraph('zh')}\n\n${paragraph('en')}`;
}

function narrative(report: DocumentedReport): string {
  const escaped = conclusionOf(report)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .split('\n')
    .filter((line) => line !== '');
  return `<div xmlns="http://www.w3.org/1999/xhtml">${escaped.map((line) => `<p>${line}</p>`).join('')}</div>`;
}
