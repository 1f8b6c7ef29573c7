import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startPostgres } from '../../hub/postgres/start-postgres.ts';
import type { WordDocument, WordSearch } from './word-search.ts';

const TABLE = `
  CREATE TABLE vacancy (id text NOT NULL, words tsvector NOT NULL)`;
const INDEX = `
  CREATE INDEX ON vacancy USING gin (words)`;
const INSERT = `
  INSERT INTO vacancy SELECT id, words::tsvector FROM unnest($1::text[], $2::text[]) AS given (id, words)`;
const SEARCH = `
  SELECT id FROM vacancy, CAST($1 AS tsquery) AS query
  WHERE words @@ query
  ORDER BY ts_rank(words, query) DESC, id
  LIMIT $2`;
const PIECE = 2_000;
/** PostgreSQL keeps positions up to here. */
const LAST_POSITION = 16_383;

/** Full-text search of an embedded PostgreSQL of its own: a tsvector of the same words with their positions, and GIN. */
export async function postgresSearch(documents: Iterable<WordDocument>): Promise<WordSearch> {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-matching-'));
  const server = await startPostgres({ directory });
  const { host, port, user, password } = server;
  const client = new pg.Client({ host, port, user, password, database: 'postgres' });
  const close = async (): Promise<void> => {
    await client.end();
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await client.connect();
    await load(client, documents);
  } catch (error) {
    await close();
    throw error;
  }
  const search: WordSearch['search'] = async (words, k) => {
    if (words.length === 0) return [];
    const { rows } = await client.query<{ id: string }>({
      name: 'search',
      text: SEARCH,
      values: [words.map(quoted).join(' | '), k],
    });
    return rows.map(({ id }) => id);
  };
  return { search, close };
}

async function load(client: pg.Client, documents: Iterable<WordDocument>): Promise<void> {
  await client.query(TABLE);
  let ids: string[] = [];
  let texts: string[] = [];
  const flush = async (): Promise<void> => {
    await client.query(INSERT, [ids, texts]);
    ids = [];
    texts = [];
  };
  for (const { id, words } of documents) {
    ids.push(id);
    texts.push(words.map((word, at) => `${quoted(word)}:${Math.min(at + 1, LAST_POSITION)}`).join(' '));
    if (ids.length === PIECE) await flush();
  }
  await flush();
  await client.query(INDEX);
  await client.query('VACUUM ANALYZE vacancy');
}

/** A word as tsvector and tsquery take it, whatever is in it. */
function quoted(word: string): string {
  return `'${word.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
