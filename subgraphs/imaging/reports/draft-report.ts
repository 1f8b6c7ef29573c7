import type pg from 'pg';
import type { DraftInput } from './draft-input.ts';
import type { ReportSettings } from './report-settings.ts';

/**
 * Drafts the report of a study in the caller's transaction; called when the last model has read the last image. More images
 * make a further version of a draft. Where a person has begun, nothing is changed and that they came is noted.
 * @returns the id of the draft, or of the report that stands.
 */
export function draftReport(
  _client: pg.ClientBase,
  _input: DraftInput,
  _settings: ReportSettings,
): Promise<string> {
  return Promise.reject(new Error('not yet'));
}
