/** Who hears of a critical finding, in turn: where one does not acknowledge it in time, the next is told. */
export interface CriticalRecipient {
  /** The official's name in tokens, or that of a desk which is always manned. */
  readonly name: string;
  readonly withinMinutes: number;
}

/** The hospital's own archive, to which reports go back. */
export interface ReportArchive {
  readonly host: string;
  readonly port: number;
  readonly aeTitle: string;
  /** As whom the hub calls there. */
  readonly callingAeTitle: string;
  /** PEM; with it TLS is spoken. */
  readonly tls?: { readonly key: string; readonly cert: string; readonly ca: string };
}

export interface HospitalReporting {
  readonly critical: {
    readonly recipients: readonly [CriticalRecipient, ...CriticalRecipient[]];
    /** Where notices are posted; null: they are seen in the graph alone. */
    readonly noticeUrl: string | null;
  };
  /** Null: nothing is sent, and what there is waits. */
  readonly archive: ReportArchive | null;
}

/** By the hospital's name. */
export type ReportSettings = Readonly<Record<string, HospitalReporting>>;

/** Of a hospital that named nobody: whoever reads there. */
const NOBODY_NAMED: HospitalReporting = {
  critical: { recipients: [{ name: 'radiologist', withinMinutes: 30 }], noticeUrl: null },
  archive: null,
};

export function reportingOf(settings: ReportSettings, hospital: string): HospitalReporting {
  return (Object.hasOwn(settings, hospital) ? settings[hospital] : undefined) ?? NOBODY_NAMED;
}
