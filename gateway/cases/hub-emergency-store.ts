import { SluiceError } from '../../errors/sluice-error.ts';
import type { HubDatabase } from '../hub-database.ts';
import { createRegistryPool } from './create-registry-pool.ts';
import type { EmergencyStore } from './emergency-store.ts';

export interface HubEmergencyStore extends EmergencyStore {
  close(): Promise<void>;
}

interface AccessRow {
  readonly application: string;
  readonly department: string;
  readonly official: string;
  readonly purpose: string;
  readonly patient_key: string;
  readonly opened_at: Date;
  readonly expires_at: Date;
  readonly is_suspended: boolean;
}

/** Over schema `cases` of the hub database; logs in as the role that writes the ledger. */
export function openHubEmergencyStore(database: HubDatabase): HubEmergencyStore {
  const pool = createRegistryPool(database, 'sluice-emergencies');
  const ask = async <Row extends object>(text: string, values: readonly unknown[]): Promise<Row | null> => {
    try {
      return (await pool.query<Row>(text, [...values])).rows[0] ?? null;
    } catch (cause) {
      throw new SluiceError('EMERGENCY_UNAVAILABLE', {}, { cause });
    }
  };
  return {
    async open(opening) {
      const { patient, privacyOfficer } = opening.notices;
      const row = await ask<{ readonly is_open: boolean }>(OPEN, [
        opening.emergencyNumber,
        opening.exchangeId,
        opening.application,
        opening.department,
        opening.official,
        opening.purpose,
        opening.patient,
        opening.reason,
        opening.openedAt,
        opening.expiresAt,
        opening.reviewDue,
        patient.en,
        patient.zh,
        privacyOfficer.en,
        privacyOfficer.zh,
      ]);
      return row?.is_open === true;
    },
    async find(emergencyNumber, at) {
      const row = await ask<AccessRow>('SELECT * FROM cases.find_emergency($1, $2)', [emergencyNumber, at]);
      if (!row) return null;
      const { application, department, official, purpose } = row;
      return {
        application,
        department,
        official,
        purpose,
        patient: row.patient_key,
        openedAt: row.opened_at,
        expiresAt: row.expires_at,
        isSuspended: row.is_suspended,
      };
    },
    close: () => pool.end(),
  };
}

const OPEN = `SELECT cases.open_emergency($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) AS is_open`;
