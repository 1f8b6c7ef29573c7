/** The values of one row by column, without the six columns that every table has (see `Stamp`). */
export type Row<Column extends string> = Readonly<Record<Column, string | number | boolean | null>>;

export type AgencyDatabase =
  | 'civil_affairs'
  | 'household_registration'
  | 'vehicles'
  | 'business_registry'
  | 'health'
  | 'labour'
  | 'education'
  | 'housing';

/** A table that the province fills; columns in the order in which they are copied. */
export interface ProvinceTable<Column extends string = string> {
  readonly database: AgencyDatabase | 'province_truth';
  readonly name: string;
  readonly columns: readonly Column[];
}

/** The columns that every table of an agency has, before its own. */
export const RECORD_COLUMNS = [
  'record_id',
  'valid_from',
  'valid_to',
  'recorded_from',
  'recorded_to',
  'quality_flag',
] as const;

/** One table of `agencies/*.sql`; `columns` are its own, in the order in which they are copied. */
export interface AgencyTable<Column extends string = string> extends ProvinceTable<Column> {
  readonly database: AgencyDatabase;
}
