import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { applyArchiveSchema } from '../apply-archive-schema.ts';
import { EmbeddedArchive } from '../embedded-archive.ts';
import { ObjectStore } from '../object-store.ts';

export interface TestArchive {
  readonly archive: EmbeddedArchive;
  readonly pool: pg.Pool;
  readonly directory: string;
  close(): Promise<void>;
}

/** Opens an archive in an empty database and a directory of its own. */
export async function openTestArchive(connection: pg.PoolConfig): Promise<TestArchive> {
  const directory = await mkdtemp(join(tmpdir(), 'sluice-archive-'));
  const pool = new pg.Pool({ ...connection, max: 8 });
  const client = await pool.connect();
  await client.query('CREATE SCHEMA archive');
  await applyArchiveSchema(client);
  client.release();
  const archive = new EmbeddedArchive(await ObjectStore.open(directory, { maxBytes: 4 * 1024 * 1024 }), pool);
  const close = async (): Promise<void> => {
    await pool.end();
    await rm(directory, { recursive: true, force: true });
  };
  return { archive, pool, directory, close };
}
