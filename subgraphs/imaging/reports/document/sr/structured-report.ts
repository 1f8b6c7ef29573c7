import { data } from 'dcmjs';
import { EXPLICIT_LITTLE_ENDIAN } from '../../../dicom/transfer-syntax.ts';
import { IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION } from '../../../dicom/write-part10.ts';
import { isSigned } from '../../report-state.ts';
import { CHINA_OFFSET, dicomTime } from '../china-time.ts';
import { derivedUid } from '../derived-uid.ts';
import type { DocumentedReport, ImageReference } from '../documented-report.ts';
import { familyName, patientAndStudyOf, plain } from '../patient-and-study.ts';
import { codeSequence } from './content-item.ts';
import { contributingEquipment, HUB } from './equipment.ts';
import { measurementReport } from './measurement-report.ts';

/** Comprehensive 3D SR Storage. */
export const STRUCTURED_REPORT = '1.2.840.10008.5.1.4.1.1.88.34';

/** Under which a report in a state lies in archives; follows from it, so that what is sent twice is one. */
export function structuredReportUid(reportId: string, revision: number): string {
  return derivedUid(`structured report ${reportId} ${revision}`);
}

/** The report as a DICOM file (PS3.3 A.35.13, PS3.16 TID 1500), in UTF-8. */
export function structuredReport(report: DocumentedReport): Buffer {
  const { DicomDict, DicomMetaDictionary } = data;
  const meta = {
    FileMetaInformationVersion: new Uint8Array([0, 1]).buffer,
    MediaStorageSOPClassUID: STRUCTURED_REPORT,
    MediaStorageSOPInstanceUID: structuredReportUid(report.reportId, report.revision),
    TransferSyntaxUID: EXPLICIT_LITTLE_ENDIAN,
    ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
    ImplementationVersionName: IMPLEMENTATION_VERSION,
  };
  const file = new DicomDict(DicomMetaDictionary.denaturalizeDataset(meta));
  file.dict = DicomMetaDictionary.denaturalizeDataset({
    ...identification(report),
    ...subject(report),
    ...standing(report),
    ...measurementReport(report),
  });
  return Buffer.from(file.write());
}

function identification(report: DocumentedReport) {
  const { date, time } = dicomTime(report.at);
  const models = contributingEquipment(report.models);
  return {
    SpecificCharacterSet: 'ISO_IR 192',
    InstanceCreationDate: date,
    InstanceCreationTime: time,
    SOPClassUID: STRUCTURED_REPORT,
    SOPInstanceUID: structuredReportUid(report.reportId, report.revision),
    TimezoneOffsetFromUTC: CHINA_OFFSET,
    Modality: 'SR',
    SeriesDescription: describe(report),
    SeriesInstanceUID: seriesUid(report),
    // Reports stand behind the images.
    SeriesNumber: '9000',
    InstanceNumber: String(report.version * 100 + report.revision),
    ContentDate: date,
    ContentTime: time,
    Manufacturer: HUB.manufacturer,
    ManufacturerModelName: HUB.model,
    DeviceSerialNumber: HUB.serialNumber,
    SoftwareVersions: HUB.version,
    InstitutionName: plain(report.hospital, 64),
    ReferencedPerformedProcedureStepSequence: [],
    PerformedProcedureCodeSequence: [],
    ...(models.length === 0 ? {} : { ContributingEquipmentSequence: models }),
  };
}

function seriesUid({ studyInstanceUid }: DocumentedReport): string {
  return derivedUid(`structured reports ${studyInstanceUid}`);
}

/** What a list of series shows: what must be known before the report is opened. */
function describe({ state, demonstration }: DocumentedReport): string {
  const standing = state === 'AI_DRAFT' ? 'AI draft 机器草稿' : STANDING[state];
  return demonstration ? `${standing}; demonstration, not for clinical use` : standing;
}

const STANDING = {
  REVIEWED: 'Preliminary 初步报告',
  FINAL: 'Report 报告',
  AMENDED: 'Amended 修改报告',
  CORRECTED: 'Corrected 更正报告',
  APPENDED: 'Appended 补充报告',
  ENTERED_IN_ERROR: 'WITHDRAWN 已作废',
} as const;

function subject({ attributes, studyInstanceUid }: DocumentedReport) {
  const of = patientAndStudyOf(attributes);
  return {
    PatientName: of.patientName,
    PatientID: of.patientId,
    PatientBirthDate: of.birthDate,
    PatientSex: of.sex,
    StudyInstanceUID: studyInstanceUid,
    StudyDate: of.studyDate,
    StudyTime: of.studyTime,
    AccessionNumber: of.accessionNumber,
    StudyID: of.studyId,
    ReferringPhysicianName: of.referringPhysician,
  };
}

/** How complete it is, who answers for it, and what it rests on. */
function standing(report: DocumentedReport) {
  const { state, finalised, withdrawn, images, predecessors, hospital } = report;
  const verifier = withdrawn ?? (isSigned(state) ? finalised : null);
  return {
    PreliminaryFlag: verifier === null ? 'PRELIMINARY' : 'FINAL',
    CompletionFlag: verifier === null ? 'PARTIAL' : 'COMPLETE',
    VerificationFlag: verifier === null ? 'UNVERIFIED' : 'VERIFIED',
    ...(verifier === null
      ? {}
      : {
          VerifyingObserverSequence: [
            {
              VerifyingOrganization: plain(hospital, 64),
              VerificationDateTime: dicomTime(verifier.at).dateTime,
              VerifyingObserverName: familyName(verifier.by),
              VerifyingObserverIdentificationCodeSequence: codeSequence({
                value: verifier.by,
                scheme: '99SLUICE',
                meaning: verifier.by,
              }),
            },
          ],
        }),
    ...(images.length === 0
      ? {}
      : { CurrentRequestedProcedureEvidenceSequence: [hierarchy(report, images)] }),
    ...(predecessors.length === 0
      ? {}
      : {
          PredecessorDocumentsSequence: [
            hierarchy(
              report,
              predecessors.map((sopInstanceUid) => ({
                sopClassUid: STRUCTURED_REPORT,
                sopInstanceUid,
                seriesInstanceUid: seriesUid(report),
              })),
            ),
          ],
        }),
  };
}

function hierarchy({ studyInstanceUid }: DocumentedReport, objects: readonly ImageReference[]) {
  const series = Map.groupBy(objects, ({ seriesInstanceUid }) => seriesInstanceUid);
  return {
    StudyInstanceUID: studyInstanceUid,
    ReferencedSeriesSequence: [...series].map(([SeriesInstanceUID, of]) => ({
      SeriesInstanceUID,
      ReferencedSOPSequence: of.map(({ sopClassUid, sopInstanceUid }) => ({
        ReferencedSOPClassUID: sopClassUid,
        ReferencedSOPInstanceUID: sopInstanceUid,
      })),
    })),
  };
}
