import type { HospitalEntry } from '../hospital-entry.ts';

/** The entry of a hospital on this machine, other things said by `more`. */
export function hospitalEntry(more: Partial<HospitalEntry> = {}): HospitalEntry {
  return {
    hospital: 'first-hospital',
    tier: 'demonstration',
    site: 'demonstration',
    quota: { objectsPerDay: 1000, bytesPerDay: 1_000_000_000 },
    peers: [{ aeTitle: 'FIRST', addresses: ['127.0.0.1'] }],
    criticalRecipients: ['dr-0001'],
    acknowledgeWithinMinutes: 30,
    ...more,
  };
}
