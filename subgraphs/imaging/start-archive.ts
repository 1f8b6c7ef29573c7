import type { AddressInfo } from 'node:net';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { endWhenTold } from '../../processes/end-when-told.ts';
import { InvalidSecret, readPassword, readVerifyingKey } from '../../secrets/read-secret-file.ts';
import { RepeatedWork } from '../kit/repeated-work.ts';
import { InvalidConfiguration } from '../kit/strict-configuration.ts';
import { applyArchiveSchema } from './archive/apply-archive-schema.ts';
import { HospitalDicomweb } from './archive/at-hospital/hospital-dicomweb.ts';
import { noteContact } from './archive/note-contact.ts';
import { noteViewing } from './archive/note-viewing.ts';
import { openArchive } from './archive/open-archive.ts';
import { readArchiveConfiguration, type ArchiveConfiguration } from './archive-configuration.ts';
import { createDicomweb } from './dicomweb/dicomweb.ts';
import { readTlsFiles } from './dimse/read-tls-files.ts';
import { startDimse } from './dimse/start-dimse.ts';
import { holdsCredential } from './hospitals/hospital-credential.ts';
import { peersOf, readHospitals } from './hospitals/hospital-entry.ts';
import { hospitalServers } from './hospitals/hospital-server.ts';

const CLEAR_EVERY_MS = 6 * 3_600_000;
/** No object is on its way for longer. */
const ORPHAN_AFTER_MS = 24 * 3_600_000;

export interface RunningArchive {
  /** Of DICOMweb, and of DIMSE. */
  readonly listening: number;
  readonly dimse: number;
  close(): Promise<void>;
}

/** Starts the process that takes images and gives them: no model runs in it. */
export async function startArchive(configuration: ArchiveConfiguration): Promise<RunningArchive> {
  const { host, port, database, user, passwordFile } = configuration.database;
  const pool = new pg.Pool({ host, port, database, user, password: readPassword(passwordFile), max: 16 });
  const client = await pool.connect();
  await applyArchiveSchema(client).finally(() => client.release());
  const { archive, stop } = await openArchive(configuration, pool);
  const clearing = new RepeatedWork(
    (stopping) => archive.removeOrphans(new Date(Date.now() - ORPHAN_AFTER_MS), stopping),
    // What could not be removed now is removed the next time.
    { everyMs: CLEAR_EVERY_MS, onError: () => undefined },
  );
  const { tokens } = configuration;
  const { aeTitle, tls, ...address } = configuration.dimse;
  const settings = { ...address, ...(tls === undefined ? {} : { tls: readTlsFiles(tls) }) };
  const hospitals = readHospitals(configuration.hospitalsFile);
  const dimse = await startDimse(settings, {
    archive,
    aeTitle,
    peers: peersOf(hospitals),
    onContact: (hospital, kind) => noteContact(pool, hospital, kind),
  });
  const web = createDicomweb({
    archive,
    atHospital: new Map(hospitalServers(hospitals).map((one) => [one.hospital, new HospitalDicomweb(one)])),
    publicKey: readVerifyingKey(tokens.publicKeyFile),
    tokens,
    quotas: Object.fromEntries(hospitals.map(({ hospital, quota }) => [hospital, quota])),
    noteViewing: (viewing) => noteViewing(pool, viewing),
    holdsCredential: (hospital, credential) => holdsCredential(pool, hospital, credential),
  });
  await web.listen(configuration.dicomweb);
  return {
    listening: (web.server.address() as AddressInfo).port,
    dimse: dimse.port,
    close: async () => {
      await Promise.all([clearing.stop(), stop()]);
      await dimse.close();
      await web.close();
      await pool.end();
    },
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { config: { type: 'string' } } });
  if (values.config === undefined) throw new InvalidConfiguration('give a configuration file: --config FILE');
  const running = await startArchive(readArchiveConfiguration(values.config));
  endWhenTold('archive', () => running.close());
  const { listening, dimse } = running;
  process.stdout.write(`${JSON.stringify({ listening, dimse })}\n`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await main().catch((error: unknown) => {
    const told = error instanceof InvalidConfiguration || error instanceof InvalidSecret;
    process.stderr.write(`${told ? error.message : String((error as Error).stack)}\n`);
    // Not the exit code alone: what was opened until then would keep a process alive that serves nothing.
    process.exit(1);
  });
