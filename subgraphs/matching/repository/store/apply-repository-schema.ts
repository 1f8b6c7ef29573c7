import type pg from 'pg';
import { applySchema } from '../../../kit/apply-schema.ts';
import { applyDayInChina } from '../../apply-day-in-china.ts';

/**
 * Makes or updates the repository's tables and the views that the graph serves. Safe to repeat, also beside a running
 * reader. Views over these views are made again after it.
 */
export async function applyRepositorySchema(client: pg.ClientBase): Promise<void> {
  await applySchema(client, 'repository', new URL('repository-schema.sql', import.meta.url));
  await applyDayInChina(client, 'repository');
  await applySchema(client, 'repository', new URL('served-views.sql', import.meta.url));
}
