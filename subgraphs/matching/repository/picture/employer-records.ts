import type { InsuranceRecord } from './person-records.ts';

/** What the agencies have on record of one firm. */
export interface EmployerRecords {
  readonly creditCode: string;
  /** Of the business registry: `OPEN`, `CANCELLED` or `REVOKED`. */
  readonly status: string | null;
  readonly registeredOn: string | null;
  readonly cancelledOn: string | null;
  /** The division of registration. */
  readonly division: string | null;
  /** Of labour: everybody for whom the firm pays or paid. */
  readonly insured: readonly InsuredRecord[];
}

/** Whom, and for which months. */
export interface InsuredRecord extends Omit<InsuranceRecord, 'recordKey' | 'unit' | 'kind'> {
  readonly personKey: string | null;
}
