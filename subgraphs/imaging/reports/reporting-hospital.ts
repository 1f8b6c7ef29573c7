import type { DicomNode } from '../dimse/call-node.ts';

/** What reports need to know of a hospital; part of its entry in the hospitals' file. */
export interface ReportingHospital {
  readonly hospital: string;
  /** Who hears of a critical finding, in turn: where one does not acknowledge it in time, the next is told. */
  readonly criticalRecipients: readonly string[];
  readonly acknowledgeWithinMinutes: number;
  /** Its own archive, to which drafts and reports go by C-STORE; absent: they wait. */
  readonly delivery?: DicomNode;
  /** Where notices are posted; absent: they are seen in the graph alone. */
  readonly noticeUrl?: string;
}

/** Whoever reads there, where a hospital named nobody. */
const ANYBODY = 'radiologist';

/** Who hears of a critical finding when it was escalated so many times; the last one again and again. */
export function recipientAfter(
  hospitals: readonly ReportingHospital[],
  hospital: string,
  escalations: number,
): { readonly recipient: string; readonly withinMinutes: number } {
  const entry = hospitals.find((each) => each.hospital === hospital);
  const recipients = entry?.criticalRecipients ?? [];
  const recipient = recipients[Math.min(escalations, recipients.length - 1)] ?? ANYBODY;
  return { recipient, withinMinutes: entry?.acknowledgeWithinMinutes ?? 30 };
}
