import type { PurposeId } from '../../policies/vocabulary.ts';

/** Who opens an emergency access, for whom and why. */
export interface EmergencyOpening {
  readonly emergencyNumber: string;
  readonly exchangeId: string;
  readonly application: string;
  readonly department: string;
  readonly official: string;
  readonly purpose: PurposeId;
  /** Person key. */
  readonly patient: string;
  /** Typed by the official; never logged, and in the ledger as a keyed hash alone. */
  readonly reason: string;
  readonly openedAt: Date;
  readonly expiresAt: Date;
  readonly reviewDue: Date;
  readonly notices: EmergencyNotices;
}

/** What patient and privacy officer are told: nothing clinical, each in English and Chinese. */
export interface EmergencyNotices {
  readonly patient: NoticeText;
  readonly privacyOfficer: NoticeText;
}

export interface NoticeText {
  readonly en: string;
  readonly zh: string;
}

/** An emergency access as it stands at a moment. */
export interface EmergencyAccess {
  readonly application: string;
  readonly department: string;
  readonly official: string;
  readonly purpose: string;
  /** Person key. */
  readonly patient: string;
  readonly openedAt: Date;
  readonly expiresAt: Date;
  /** Whether an access of the same official was not reviewed in its time. */
  readonly isSuspended: boolean;
}

/** Emergency accesses, kept beside the ledger: they work while no registry of cases does. */
export interface EmergencyStore {
  /**
   * Writes access and notices, all or nothing. False where the official's right is suspended: then nothing is written.
   * @throws SluiceError EMERGENCY_UNAVAILABLE
   */
  open(opening: EmergencyOpening): Promise<boolean>;
  /**
   * The access of this number; null where there is none.
   * @throws SluiceError EMERGENCY_UNAVAILABLE
   */
  find(emergencyNumber: string, at: Date): Promise<EmergencyAccess | null>;
}
