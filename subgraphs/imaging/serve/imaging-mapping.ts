import { column, list } from '../../kit/field-sources.ts';
import type { MappingOf } from '../../kit/mapping-of.ts';
import type { QueryResolvers, ResolversParentTypes } from '../generated/types.ts';
import { inferenceTypes } from './inference-mapping.ts';
import { reportTypes } from './report-mapping.ts';
import { patient, patientRows } from './patient-rows.ts';
import { studyTypes } from './study-mapping.ts';

/** Where the graph's types live in the views of schema `imaging`. */
export const imagingMapping = {
  types: {
    ...studyTypes,
    ...inferenceTypes,
    ...reportTypes,
    SignedImagingReport: {
      ...patientRows,
      relation: 'imaging.signed_report',
      fields: {
        ...patient,
        studyDate: column('study_date'),
        modalities: column('modalities'),
        state: column('state'),
        signedAt: column('signed_at'),
        conclusion: column('conclusion_en'),
        conclusionChinese: column('conclusion_zh'),
        notice: column('notice_en'),
        noticeChinese: column('notice_zh'),
      },
    },
    Person: {
      kind: 'stub',
      keyFields: ['id'],
      fields: {
        imagingStudies: list('ImagingStudy', { person_key: 'id' }),
        signedImagingReports: list('SignedImagingReport', { person_key: 'id' }),
      },
    },
  },
  queries: {
    imagingStudies: {
      kind: 'connection',
      type: 'ImagingStudy',
      filters: {
        accessionNumber: 'accession_number',
        hospital: 'hospital',
        studyDate: 'study_date',
        reportState: 'report_state',
        criticalOpen: 'critical_open',
        qualityFlag: 'quality_flag',
      },
      orderings: { RECEIVED_AT: 'received_at' },
    },
    imagingStudy: { kind: 'one', type: 'ImagingStudy', by: { studyInstanceUid: 'study_instance_uid' } },
    inferences: {
      kind: 'connection',
      type: 'Inference',
      filters: {
        hospital: 'hospital',
        state: 'state',
        priority: 'priority',
        studyDate: 'study_date',
        modelName: 'model_name',
      },
      orderings: { REQUESTED_AT: 'requested_at' },
    },
    imagingReports: {
      kind: 'connection',
      type: 'Report',
      filters: {
        hospital: 'hospital',
        state: 'state',
        isLatest: 'is_latest',
        studyDate: 'study_date',
        criticalOpen: 'critical_open',
      },
      orderings: { DRAFTED_AT: 'drafted_at' },
    },
    imagingReport: { kind: 'one', type: 'Report', by: { reportId: 'report_id' } },
    imagingFindings: {
      kind: 'connection',
      type: 'ReportFinding',
      filters: {
        hospital: 'hospital',
        label: 'label',
        isAbove: 'is_above',
        isCritical: 'is_critical',
        agreement: 'agreement',
        reportState: 'report_state',
        studyDate: 'study_date',
      },
      orderings: { RECORDED_AT: 'recorded_from' },
    },
    imagingModels: {
      kind: 'connection',
      type: 'ImagingModel',
      filters: { sha256: 'sha256', name: 'name' },
      orderings: { NAME: 'name' },
    },
  },
} as const satisfies MappingOf<ResolversParentTypes, QueryResolvers, 'ImageAccess'>;
