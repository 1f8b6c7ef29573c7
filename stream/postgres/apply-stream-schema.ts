import { readFileSync } from 'node:fs';
import type pg from 'pg';

const SCHEMA = new URL('stream-schema.sql', import.meta.url);

/** Who may do what with the stream, by role. */
export interface StreamRoles {
  /** One for each agency, `<agency>_publisher` with `_` for `-`. */
  readonly publishers: readonly string[];
  readonly readers: readonly string[];
}

/**
 * Makes or renews the tables of schema `stream`, as the schema's owner, and lets the roles in. Publishers can add events
 * of their own agency and ask how far they came; readers can read. Safe to repeat.
 */
export async function applyStreamSchema(client: pg.ClientBase, roles: StreamRoles): Promise<void> {
  const all = [...roles.publishers, ...roles.readers].map((role) => quoted(role)).join(', ');
  const publishers = roles.publishers.map((role) => quoted(role)).join(', ');
  const readers = roles.readers.map((role) => quoted(role)).join(', ');
  await client.query('BEGIN');
  try {
    await client.query(readFileSync(SCHEMA, 'utf8'));
    // Statements about rights take no parameters.
    await client.query(`GRANT USAGE ON SCHEMA stream TO ${all}`);
    await client.query(`GRANT EXECUTE ON FUNCTION stream.last_position(text) TO ${all}`);
    await client.query(`GRANT EXECUTE ON FUNCTION stream.publish(jsonb) TO ${publishers}`);
    await client.query(`GRANT SELECT ON stream.event, stream.state TO ${readers}`);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

function quoted(role: string): string {
  return `"${role.replaceAll('"', '""')}"`;
}
