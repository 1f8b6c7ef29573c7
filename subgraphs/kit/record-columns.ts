/**
 * Field of `SourceRecord` → column, the same in every relation of a source. `recordKey` is not among them: which column
 * numbers the records is for each mapping to say.
 */
export const RECORD_COLUMNS = {
  validFrom: 'valid_from',
  validTo: 'valid_to',
  recordedAt: 'recorded_from',
  qualityFlag: 'quality_flag',
} as const;

/** Null in the row that says what is known now. Not in the graph: only current rows are read. */
export const SUPERSEDED_AT = 'recorded_to';

/** The fields that no mapping mentions. */
export type RecordField = keyof typeof RECORD_COLUMNS | 'recordKey';
