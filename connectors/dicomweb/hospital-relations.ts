import type { DicomwebRelation } from './dicomweb-source.ts';

/** What every DICOMweb server lists of its studies and series (PS3.18 tables 10.6.3-3 and -4), as relations of rows. */
export const HOSPITAL_RELATIONS = {
  study: {
    level: 'study',
    filters: {},
    columns: {
      study_instance_uid: { tag: '0020000D', type: 'text', isSearchable: true },
      patient_id: { tag: '00100020', type: 'text', isSearchable: true },
      patient_name: { tag: '00100010', type: 'text' },
      patient_name_ideographic: { tag: '00100010', type: 'text', group: 'Ideographic' },
      study_date: { tag: '00080020', type: 'day', isSearchable: true },
      accession_number: { tag: '00080050', type: 'text', isSearchable: true },
      description: { tag: '00081030', type: 'text' },
      /** Parted by backslashes where there are several. */
      modalities: { tag: '00080061', type: 'text' },
      series_count: { tag: '00201206', type: 'whole' },
      instance_count: { tag: '00201208', type: 'whole' },
    },
  },
  series: {
    level: 'series',
    filters: {},
    columns: {
      series_instance_uid: { tag: '0020000E', type: 'text' },
      study_instance_uid: { tag: '0020000D', type: 'text', isSearchable: true },
      modality: { tag: '00080060', type: 'text' },
      description: { tag: '0008103E', type: 'text' },
      series_number: { tag: '00200011', type: 'whole' },
      instance_count: { tag: '00201209', type: 'whole' },
    },
  },
} as const satisfies Readonly<Record<string, DicomwebRelation>>;
