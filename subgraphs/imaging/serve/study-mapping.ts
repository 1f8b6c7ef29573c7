import { column, entity, list, work } from '../../kit/field-sources.ts';
import { patient, patientRows } from './patient-rows.ts';

/** What hospitals sent. */
export const studyTypes = {
  ImagingStudy: {
    ...patientRows,
    relation: 'imaging.study',
    key: { studyInstanceUid: 'study_instance_uid' },
    fields: {
      ...patient,
      studyInstanceUid: column('study_instance_uid'),
      studyDate: column('study_date'),
      modalities: column('modalities'),
      description: column('description'),
      accessionNumber: column('accession_number'),
      recordedName: column('recorded_name'),
      recordedPatientId: column('recorded_patient_id'),
      seriesCount: column('series_count'),
      instanceCount: column('instance_count'),
      staysAtHospital: column('stays_at_hospital'),
      receivedAt: column('received_at'),
      lastReceivedAt: column('last_received_at'),
      reportState: column('report_state'),
      criticalOpen: column('critical_open'),
      series: list('ImagingSeries', { study_instance_uid: 'study_instance_uid' }),
      inferences: list('Inference', { study_instance_uid: 'study_instance_uid' }),
      reports: list('Report', { study_instance_uid: 'study_instance_uid' }),
      priors: list('PriorStudy', { study_instance_uid: 'study_instance_uid' }),
      imageAccess: work('study_instance_uid', 'hospital'),
    },
  },
  ImagingSeries: {
    ...patientRows,
    relation: 'imaging.series',
    fields: {
      ...patient,
      seriesInstanceUid: column('series_instance_uid'),
      modality: column('modality'),
      description: column('description'),
      instanceCount: column('instance_count'),
    },
  },
  PriorStudy: {
    ...patientRows,
    relation: 'imaging.prior_study',
    fields: {
      ...patient,
      study: entity('ImagingStudy', { studyInstanceUid: 'prior_study_instance_uid' }),
      studyDate: column('study_date'),
      modalities: column('modalities'),
      daysBefore: column('days_before'),
    },
  },
} as const;
