import { readFileSync } from 'node:fs';
import type pg from 'pg';
import { openTestArchive } from '../../archive/testing/open-test-archive.ts';
import { syntheticObject, uidsOf, type SyntheticOptions } from '../../dicom/testing/synthetic-object.ts';
import type { GuidelineTable } from '../../guidelines/guideline-table.ts';
import { readGuidelines } from '../../guidelines/read-guidelines.ts';
import type { AbstentionReason } from '../../inference/abstention.ts';
import {
  NOTHING_WATCHED,
  type FindingResult,
  type InferenceResult,
} from '../../inference/inference-result.ts';
import type { ModelCard, Stage } from '../../models/model-card.ts';
import { readModelCard } from '../../models/read-model-card.ts';
import { applyReportSchema } from '../apply-report-schema.ts';
import type { Clinician } from '../clinician.ts';
import { draftReport } from '../draft-report.ts';
import type { DraftInput } from '../draft-input.ts';
import { inTransaction } from '../../../kit/in-transaction.ts';
import { ReportDesk } from '../report-desk.ts';
import type { ReportingHospital } from '../reporting-hospital.ts';

export const HOSPITAL = '道里区合成第一医院';
const SITE = 'demonstration';
const CARD = readModelCard(
  readFileSync(new URL('../../models/chest-demonstration/card.yaml', import.meta.url), 'utf8'),
);

/** The card that ships, each label in this stage everywhere. */
export function cardWith(stage: Stage): ModelCard {
  return { ...CARD, labels: CARD.labels.map((label) => ({ ...label, stages: { [SITE]: stage } })) };
}

const reader = (official: string, more: Partial<Clinician> = {}): Clinician => ({
  official,
  organisation: HOSPITAL,
  department: 'hospital',
  roles: ['application', 'clinician', 'radiologist'],
  ...more,
});
export const READER = reader('dr-0077');
export const SECOND_READER = reader('dr-0078');
export const CLINICIAN = reader('dr-0100', { roles: ['application', 'clinician'] });
export const STRANGER = reader('dr-0200', { organisation: '别的医院' });

export const TELLS: ReportingHospital = {
  hospital: HOSPITAL,
  criticalRecipients: ['dr-0077', 'dr-0078'],
  acknowledgeWithinMinutes: 15,
};

/** What a model says of an image. */
export interface Said {
  readonly label: string;
  readonly above: boolean;
  readonly stage?: Stage;
}

/** The result of the model that ships, for one image of a synthetic study. */
export function resultOf(
  of: SyntheticOptions,
  said: readonly Said[],
  abstained: readonly AbstentionReason[] = [],
): InferenceResult {
  const uids = uidsOf(of);
  return {
    watched: NOTHING_WATCHED,
    abstained,
    findings: said.map(findingOf),
    provenance: {
      studyInstanceUid: uids.study,
      seriesInstanceUid: uids.series,
      sopInstanceUid: uids.sop,
      receivedSha256: '00'.repeat(32),
      pixelSha256: '00'.repeat(32),
      preprocessingVersion: '1',
      model: { name: CARD.name, version: CARD.version, sha256: CARD.sha256 },
      site: SITE,
      runtime: { name: 'onnxruntime-node', version: '1.30.0' },
      provider: null,
      threads: 1,
      processor: 'test',
      outOfDistribution: { distance: 3, threshold: 9 },
      outputSha256: JSON.stringify(said),
      wallMs: Math.random(),
    },
  };
}

function findingOf({ label, above, stage = 'assistive' }: Said): FindingResult {
  return {
    label,
    stage,
    critical: CARD.labels.find(({ name }) => name === label)?.critical ?? false,
    score: above ? 0.81 : 0.12,
    probability: above ? 0.87 : 0.06,
    threshold: 0.43,
    above,
    evidence: { cells: [1, 2], kind: 'share', values: [0.25, 0.75] },
  };
}

/** A database with images, reports and people. */
export interface ReportWorld {
  readonly pool: pg.Pool;
  readonly connection: pg.PoolConfig;
  readonly desk: ReportDesk;
  /** Takes in a study of so many images; the same number, the same study. */
  store(study: number, images?: number, elements?: SyntheticOptions['elements']): Promise<void>;
  /** Drafts the report of a study, each image of which says the same. */
  draft(study: number, said: readonly Said[], more?: DraftOptions): Promise<string>;
  /** The ids of the findings of a report that are shown, by label. */
  findings(reportId: string): Promise<ReadonlyMap<string, string>>;
  /** Opens and reviews a report; agrees with all but these labels. */
  review(reportId: string, by?: Clinician, disagrees?: readonly string[]): Promise<void>;
  row(reportId: string): Promise<Readonly<Record<string, unknown>>>;
  close(): Promise<void>;
}

export interface DraftOptions {
  readonly images?: number;
  readonly studyDate?: string;
  readonly patientKey?: string | null;
  readonly abstained?: readonly AbstentionReason[];
  readonly stage?: Stage;
  readonly now?: Date;
}

/** An empty database of a test's own. */
export interface OwnDatabase {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  drop(): Promise<void>;
}

export async function openReportWorld(
  own: OwnDatabase,
  guidelines: readonly GuidelineTable[] = readGuidelines(),
  now: () => Date = () => new Date(),
): Promise<ReportWorld> {
  const { host, port, user, password, database } = own;
  const connection = { host, port, user, password, database };
  const opened = await openTestArchive(connection);
  const { archive, pool } = opened;
  await inSchema(pool);
  const desk = new ReportDesk(pool, guidelines, now);
  const findings = async (reportId: string): Promise<ReadonlyMap<string, string>> => {
    const { rows } = await pool.query<{ label: string; finding_id: string }>(
      `SELECT label, finding_id FROM report.finding
       WHERE report_id = $1 AND stage = 'assistive' AND cardinality(abstained) = 0`,
      [reportId],
    );
    return new Map(rows.map(({ label, finding_id }) => [label, finding_id]));
  };
  return {
    pool,
    connection,
    desk,
    findings,
    store: async (study, images = 1, elements = []) => {
      for (let instance = 1; instance <= images; instance += 1) {
        const incoming = await archive.receive();
        await incoming.write(syntheticObject({ study, instance, elements }));
        const quota = { objectsPerDay: 1_000_000, bytesPerDay: 1e12 };
        await archive.ingest(incoming, { hospital: HOSPITAL, receivedBy: 'STOW', quota });
      }
    },
    draft: (study, said, more = {}) =>
      inTransaction(pool, (client) =>
        draftReport(client, inputOf(study, said, more), [TELLS], more.now ?? now()),
      ),
    review: async (reportId, by = READER, disagrees = []) => {
      await desk.open(reportId, by);
      const judgements = [...(await findings(reportId))].map(([label, findingId]) => ({
        findingId,
        agrees: !disagrees.includes(label),
        reason: disagrees.includes(label) ? '与图像不符' : null,
      }));
      await desk.review(reportId, judgements, { en: null, zh: null }, by);
    },
    row: async (reportId) => {
      const { rows } = await pool.query<Record<string, unknown>>(
        'SELECT * FROM report.report WHERE report_id = $1',
        [reportId],
      );
      return rows[0] ?? {};
    },
    close: async () => {
      await opened.close();
      await own.drop();
    },
  };
}

async function inSchema(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  await client.query('CREATE SCHEMA report');
  await applyReportSchema(client);
  client.release();
}

/** What is drafted of a synthetic study. */
export function inputOf(study: number, said: readonly Said[], more: DraftOptions = {}): DraftInput {
  const {
    images = 1,
    studyDate = '20261101',
    patientKey = 'RID:1',
    abstained = [],
    stage = 'assistive',
  } = more;
  return {
    study: {
      studyInstanceUid: uidsOf({ study }).study,
      hospital: HOSPITAL,
      patientKey,
      studyDate,
      modality: 'DX',
    },
    images: Array.from({ length: images }, (_, at) => {
      const of = { study, instance: at + 1 };
      return {
        sopInstanceUid: uidsOf(of).sop,
        results: [
          resultOf(
            of,
            abstained.length > 0 ? [] : said.map((each) => ({ ...each, stage: each.stage ?? stage })),
            abstained,
          ),
        ],
      };
    }),
    cards: [cardWith(stage)],
  };
}
