import { readFileSync } from 'node:fs';
import {
  count,
  InvalidConfiguration,
  portOfServer,
  readStrictly,
  strictObject,
  strictShape,
  text,
} from '../../kit/strict-configuration.ts';
import type { Quota } from '../archive/image-archive.ts';
import type { DicomNode } from '../dimse/call-node.ts';
import { areAddresses, canBeBoth, type Peer } from '../dimse/peer.ts';

/**
 * Together with the figures of its own site, which labels help a hospital (`heed-tiers.ts`). In a tertiary one specialists read
 * after the model; a secondary one is helped by no label that its card calls weak, or of which a gap between groups is waived.
 * Both need a valid certificate. `demonstration` is no hospital at all.
 */
const HOSPITAL_TIERS = ['secondary', 'tertiary', 'demonstration'] as const;
export type HospitalTier = (typeof HOSPITAL_TIERS)[number];

/** Everything that is said of a hospital, in one place: with this entry it joins. */
export interface HospitalEntry {
  /** Its name, as the organisation of tokens says it. */
  readonly hospital: string;
  readonly tier: HospitalTier;
  /** By which name models know it: their figures, thresholds and stages. */
  readonly site: string;
  readonly quota: Quota;
  /** What may call us under its name. */
  readonly peers: readonly Omit<Peer, 'hospital' | 'quota'>[];
  /** Officials who are told of a critical finding: the next where the one before has not acknowledged in time. */
  readonly criticalRecipients: readonly string[];
  readonly acknowledgeWithinMinutes: number;
  /** Where notices of critical findings are posted; where there is none they are seen in the graph alone. */
  readonly noticeUrl?: string;
  /** Its own archive, to which drafts and reports go by C-STORE; where there is none they go nowhere. */
  readonly delivery?: DicomNode;
  /** Its own DICOMweb server, whose images we show and do not take; with a user or a token, or open to us as it is. */
  readonly dicomweb?: {
    readonly url: string;
    readonly user?: string;
    readonly passwordFile?: string;
    /** Holds what is sent as `Bearer`. */
    readonly tokenFile?: string;
  };
}

const list = (items: object) => ({ type: 'array', items, minItems: 1 }) as const;
const sha256 = { type: 'string', pattern: '^[0-9a-f]{64}$' } as const;
const aeTitle = { type: 'string', minLength: 1, maxLength: 16 } as const;
const peer = strictObject(
  { aeTitle, addresses: list(text) },
  {
    certificateSha256: sha256,
    user: strictObject({ name: text, passcodeSha256: sha256 }),
    reportsTo: strictObject({ host: text, port: portOfServer }),
  },
);
const dicomweb = strictObject(
  { url: { ...text, pattern: '^https?://' } },
  { user: text, passwordFile: text, tokenFile: text },
);
const isEntries = strictShape<{ readonly hospitals: readonly HospitalEntry[] }>({
  hospitals: {
    type: 'array',
    items: strictObject(
      {
        hospital: text,
        tier: { enum: HOSPITAL_TIERS },
        site: text,
        quota: strictObject({ objectsPerDay: count, bytesPerDay: count }),
        peers: list(peer),
        criticalRecipients: list(text),
        acknowledgeWithinMinutes: count,
      },
      { noticeUrl: text, delivery: strictObject({ host: text, port: portOfServer, aeTitle }), dicomweb },
    ),
  },
});

/**
 * Reads the file of hospitals: a list of entries as JSON. Every process that serves hospitals reads this one file.
 * @throws InvalidConfiguration that names every key at fault, a name that stands twice, or callers that can not be told apart
 */
export function readHospitals(file: string): readonly HospitalEntry[] {
  const { hospitals } = readStrictly(isEntries, { hospitals: parsed(file) }, 'hospitals');
  assertOnce(
    'hospital',
    hospitals.map(({ hospital }) => hospital),
  );
  // Figures of one hospital's images say nothing of another's.
  for (const { hospital, site, tier } of hospitals)
    if (tier !== 'demonstration' && hospitals.some((one) => one.hospital !== hospital && one.site === site))
      throw new InvalidConfiguration(
        `the configuration is not valid: the site \`${site}\` of \`${hospital}\` is another hospital's too`,
      );
  assertTellable(hospitals);
  return hospitals;
}

/** One AE title may stand for two hospitals, where something of every caller says which: an address, a certificate, a user. */
function assertTellable(hospitals: readonly HospitalEntry[]): void {
  const peers = hospitals.flatMap(({ hospital, peers: own }) => own.map((peer) => ({ hospital, peer })));
  for (const [at, { hospital, peer }] of peers.entries()) {
    if (!areAddresses(peer.addresses))
      throw new InvalidConfiguration(
        `the configuration is not valid: \`${peer.aeTitle}\` of \`${hospital}\` names what is no address and no network`,
      );
    const other = peers.slice(0, at).find((before) => canBeBoth(before.peer, peer));
    if (other !== undefined)
      throw new InvalidConfiguration(
        `the configuration is not valid: who calls as \`${peer.aeTitle}\` can be of \`${other.hospital}\` and of \`${hospital}\`: their networks overlap`,
      );
  }
}

/** What may call, each with the hospital in whose name it does. */
export function peersOf(hospitals: readonly HospitalEntry[]): readonly Peer[] {
  return hospitals.flatMap(({ hospital, quota, peers }) =>
    peers.map((each) => ({ ...each, hospital, quota })),
  );
}

function assertOnce(what: string, names: readonly string[]): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined)
    throw new InvalidConfiguration(`the configuration is not valid: the ${what} \`${twice}\` stands twice`);
}

function parsed(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new InvalidConfiguration(`\`${file}\` can not be read as JSON`, { cause: error });
  }
}
