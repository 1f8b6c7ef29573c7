import type { ColumnType } from '../rows/column-type.ts';

/** A DICOMweb server (PS3.18) as a source: a hospital's own, where its images stay. */
export interface DicomwebSource {
  /** Of the service; below it `/studies`. */
  readonly url: string;
  /** What its requests carry as `authorization`; asked for each, so that it may be short-lived. */
  readonly authorization?: () => string;
  readonly relations: Readonly<Record<string, DicomwebRelation>>;
  /** Reads at once. */
  readonly poolSize: number;
  /** Beyond so many rows `select` refuses. */
  readonly maxRows: number;
  /** Rows a batch of `stream`, at most. */
  readonly batchRows?: number;
}

/** Studies, series or instances of the server, seen as rows. */
export interface DicomwebRelation {
  readonly level: 'study' | 'series' | 'instance';
  /** QIDO-RS parameters that every row satisfies. */
  readonly filters: Readonly<Record<string, string>>;
  readonly columns: Readonly<Record<string, DicomwebColumn>>;
}

export interface DicomwebColumn {
  /** `00100020`. Of studies and series only what QIDO-RS gives whole. */
  readonly tag: string;
  readonly type: ColumnType;
  /** Of a name: which of its groups; the alphabetic where nothing is said. */
  readonly group?: 'Alphabetic' | 'Ideographic' | 'Phonetic';
  /**
   * Whether the server finds exactly what has a value; conditions on it are then handed on. Of instances it must be an
   * attribute of their study or series. Not for names: some servers find nobody by a Chinese one.
   */
  readonly isSearchable?: true;
  /** Of instances: whether QIDO-RS gives it whole in its list, so that rows can be ordered by it before they are read. */
  readonly isListed?: true;
}
