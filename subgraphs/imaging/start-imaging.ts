import pg from 'pg';
import { readPassword, readSigningKey } from '../../secrets/read-secret-file.ts';
import { logEvent, logFailure } from '../kit/log-event.ts';
import type { SubgraphWork } from '../kit/source-mapping.ts';
import { readGuidelines } from './guidelines/read-guidelines.ts';
import { heedTiers } from './hospitals/heed-tiers.ts';
import { readHospitals } from './hospitals/hospital-entry.ts';
import { hospitalServers } from './hospitals/hospital-server.ts';
import { startListing } from './hospitals/staying/start-listing.ts';
import { readImagingSettings, type ImagingSettings } from './imaging-settings.ts';
import { applyInferenceSchema } from './inference/queue/apply-inference-schema.ts';
import { applyIntakeSchema } from './intake/apply-intake-schema.ts';
import { dicomwebReader } from './intake/dicomweb-reader.ts';
import { startIntake } from './intake/start-intake.ts';
import type { LoadedModel } from './models/load-model.ts';
import { applyMonitorSchema } from './monitors/apply-monitor-schema.ts';
import { startMonitors } from './monitors/start-monitors.ts';
import { applyReportSchema } from './reports/apply-report-schema.ts';
import { draftReport } from './reports/draft-report.ts';
import { ReportDesk } from './reports/report-desk.ts';
import { reportMutations } from './reports/report-mutations.ts';
import { startReportWork } from './reports/start-report-work.ts';
import { applyServedViews } from './serve/apply-served-views.ts';
import { imageAccess } from './serve/image-access.ts';
import { keepServedModels } from './serve/served-models.ts';
import { servedReport } from './serve/served-report.ts';

const POOL_SIZE = 10;
/** How often it is looked whether a report is to be sent or a finding to be handed on. */
const REPORT_WORK_EVERY_MS = 5_000;

/**
 * Starts the work of the imaging subgraph: makes its tables, and from then on images that arrive in the archive are read by
 * the models that are for them, and drafted.
 */
export async function startImaging(settings: unknown): Promise<SubgraphWork> {
  const { database, archive, hospitalsFile, models, quietMs } = readImagingSettings(settings);
  const { passwordFile, ...login } = database;
  const connection = { ...login, password: readPassword(passwordFile) };
  const pool = new pg.Pool({ ...connection, max: POOL_SIZE });
  // WHY: an idle connection that the server closes must not end the process; the pool opens another.
  pool.on('error', () => undefined);
  const hospitals = readHospitals(hospitalsFile);
  await applySchemas(pool);
  const opened = once(() => openModels(pool, models));
  const { display } = models;
  const loaded = async (): Promise<readonly LoadedModel[]> =>
    heedTiers(await opened(), hospitals, { display, today: new Date() });
  const key = readSigningKey(archive.tokens.signingKeyFile);
  const intake = startIntake({
    pool,
    connection,
    reader: dicomwebReader({
      url: archive.dicomweb,
      tokens: archive.tokens,
      key,
    }),
    models: loaded,
    providers: models.providers,
    siteOf: (name) => hospitals.find(({ hospital }) => hospital === name)?.site ?? name,
    draft: (client, input) => draftReport(client, input, hospitals),
    quietMs,
    onError: logFailure,
  });
  const reports = startReportWork({
    pool,
    hospitals,
    aeTitle: archive.aeTitle,
    everyMs: REPORT_WORK_EVERY_MS,
    onError: (error) => logFailure('ReportNotSent', error),
  });
  const monitors = startMonitors({
    pool,
    models: loaded,
    onAlarm: ({ kind, modelName, site, label }) =>
      logEvent('ModelAlarm', { kind, model: modelName, site, label: label ?? '*' }),
    onError: (error) => logFailure('ModelsNotWatched', error),
  });
  const listing = startListing({
    pool,
    servers: hospitalServers(hospitals),
    onError: (error) => logFailure('HospitalNotListed', error),
  });
  const desk = new ReportDesk(pool, readGuidelines());
  return {
    mutations: reportMutations(desk, (reportId) => servedReport(pool, reportId)),
    fields: {
      'ImagingStudy.imageAccess': imageAccess({ url: archive.dicomweb, tokens: archive.tokens, key }),
    },
    stop: async () => {
      await Promise.all([intake.stop(), reports.stop(), monitors.stop(), listing.stop()]);
      await pool.end();
    },
  };
}

async function applySchemas(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await applyIntakeSchema(client);
    await applyInferenceSchema(client);
    await applyReportSchema(client);
    await applyMonitorSchema(client);
    await applyServedViews(client);
  } finally {
    client.release();
  }
}

/**
 * The models, and their words for whoever reads what they say. WHY loaded late: onnxruntime and the models take a moment and
 * much memory, and most starts see no image.
 */
async function openModels(
  pool: pg.Pool,
  { folders, display }: ImagingSettings['models'],
): Promise<readonly LoadedModel[]> {
  const { openRegistry } = await import('./models/model-registry.ts');
  const { models, refused } = await openRegistry(folders, { display, today: new Date() });
  for (const { folder, refusals } of refused)
    logEvent('ModelRefused', { folder, checks: refusals.map(({ check }) => check).join(' ') });
  await keepServedModels(pool, models);
  return models;
}

/** Does it when it is first asked for; once more where that failed. */
function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | null = null;
  return () => {
    done ??= work().catch((error: unknown) => {
      done = null;
      throw error;
    });
    return done;
  };
}
