import type { DocumentedReport, ImageReference } from '../documented-report.ts';
import { patientAndStudyOf } from '../patient-and-study.ts';
import { fhirDate, uidIdentifier, type FhirRelease, type FhirResource } from './fhir-json.ts';

const DCM = 'http://dicom.nema.org/resources/ontology/DCM';

/** The study of which a report is, as far as its images were read. */
export function imagingStudy(report: DocumentedReport, id: string, release: FhirRelease): FhirResource {
  const { patientId, patientName, studyDate } = patientAndStudyOf(report.attributes);
  const coding = { system: DCM, code: report.modality };
  // R5 says codeable concepts where R4 said codings.
  const modality = release === 'R4' ? coding : { coding: [coding] };
  const series = Map.groupBy(report.images, ({ seriesInstanceUid }) => seriesInstanceUid);
  return {
    resourceType: 'ImagingStudy',
    id,
    identifier: [uidIdentifier(report.studyInstanceUid)],
    status: 'available',
    modality: [modality],
    subject: subjectOf(patientId, patientName),
    started: fhirDate(studyDate),
    numberOfSeries: series.size,
    numberOfInstances: report.images.length,
    series:
      series.size === 0
        ? undefined
        : [...series].map(([uid, images]) => ({
            uid,
            modality,
            numberOfInstances: images.length,
            instance: images.map(instanceOf),
          })),
  };
}

function instanceOf({ sopInstanceUid, sopClassUid }: ImageReference) {
  return {
    uid: sopInstanceUid,
    sopClass: { system: 'urn:ietf:rfc:3986', code: `urn:oid:${sopClassUid}` },
  };
}

/** The patient by what the hospital calls him, characters before letters; never a reference to anything of ours. */
export function subjectOf(patientId: string, patientName: string) {
  const [letters = '', characters = ''] = patientName
    .split('=')
    .map((group) => group.replaceAll('^', ' ').trim());
  const display = `${characters} ${letters}`.trim();
  return {
    identifier: { value: patientId === '' ? 'unknown' : patientId },
    display: display === '' ? undefined : display,
  };
}
