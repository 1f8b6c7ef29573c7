import { createHash } from 'node:crypto';
import type pg from 'pg';
import { readWorkingCalendar } from '../../../../identifiers/working-days.ts';
import type { DivisionCode, IsoDate } from '../../market/measures.ts';
import type { Words } from '../../occupations/words.ts';
import { remember } from '../remember.ts';
import type { ServiceWork } from '../service-work.ts';
import { askAgency } from './ask-agency.ts';

/** Records that can not both be right, and whose is to be looked at. */
export interface RoutedConflict {
  readonly kind: string;
  /** The agency whose record it is. */
  readonly routedTo: string;
  /** That agency's records, by its own keys. */
  readonly recordKeys: readonly string[];
}

export interface ConflictsOf {
  readonly personKey: string;
  /** Where the person lives; null: it is for officials of the whole province. */
  readonly county: DivisionCode | null;
  /** All that there are now. */
  readonly conflicts: readonly RoutedConflict[];
}

/** Asks each agency, in the caller's transaction, to check its record, and no more where records agree again. */
export type AskCorrections = (
  client: pg.ClientBase,
  people: readonly ConflictsOf[],
  day: IsoDate,
) => Promise<void>;

/** The code of the province, of which every official of it reads. */
const PROVINCE = '230000';
/** Who says of a task that it is done, where nobody did: the agency has corrected its record. */
const BY_ITSELF = 'HUB';
const AGREED: Words = { en: 'The records agree again.', zh: '相关记录已一致。' };

/**
 * Of the same records and the same disagreement an agency is asked once, however often they are read, and also after an
 * official ended the task: what stays in conflict then is shown with the picture, and nobody is asked for ever. Where the
 * records agree again the task is over; where they disagree anew after that it is another, whoever ended the first.
 */
export function createAskCorrections({
  now = () => new Date(),
}: { readonly now?: () => Date } = {}): AskCorrections {
  const calendar = readWorkingCalendar();
  return async (client, people, day) => {
    const work = { client, calendar, now: now() };
    const asked = await askedOf(
      client,
      people.map(({ personKey }) => personKey),
    );
    for (const each of people) await settle(work, each, asked.get(each.personKey) ?? []);
    for (const each of people) await askFor(work, each, asked.get(each.personKey) ?? [], day);
  };
}

type Work = Pick<ServiceWork, 'client' | 'calendar' | 'now'>;

interface AskedTask {
  readonly taskId: string;
  readonly personKey: string;
  readonly subject: string;
  readonly county: string;
  readonly state: 'OPEN' | 'DONE';
  /** Whether its records have agreed since it was asked. */
  readonly hasAgreed: boolean;
}

async function askedOf(
  client: pg.ClientBase,
  personKeys: readonly string[],
): Promise<ReadonlyMap<string, readonly AskedTask[]>> {
  const { rows } = await client.query<AskedTask>(
    `SELECT task_id AS "taskId", person_key AS "personKey", subject, county, state,
       agreed_at IS NOT NULL OR done_by IS NOT DISTINCT FROM $2 AS "hasAgreed"
     FROM service.task WHERE person_key = ANY ($1) AND kind = 'CORRECTION' FOR UPDATE`,
    [personKeys, BY_ITSELF],
  );
  return Map.groupBy(rows, ({ personKey }) => personKey);
}

/** What is about records that agree again is done; where an official had ended it, that they do is noted. */
async function settle(work: Work, of: ConflictsOf, asked: readonly AskedTask[]): Promise<void> {
  const subjects = of.conflicts.map((conflict) => subjectOf(of.personKey, conflict));
  for (const task of asked) {
    if (task.hasAgreed || subjects.some((each) => isAbout(task.subject, each))) continue;
    if (task.state === 'OPEN') await endByItself(work, task);
    else
      await work.client.query('UPDATE service.task SET agreed_at = $2 WHERE task_id = $1', [
        task.taskId,
        work.now,
      ]);
  }
}

async function endByItself(work: Work, { taskId, personKey, county }: AskedTask): Promise<void> {
  await work.client.query(
    `UPDATE service.task SET state = 'DONE', done_at = $2, done_by = $3, result = $4, result_zh = $5
     WHERE task_id = $1`,
    [taskId, work.now, BY_ITSELF, AGREED.en, AGREED.zh],
  );
  await remember(work, { act: 'TASK_DONE', by: null, taskId, personKey, county, from: 'OPEN', to: 'DONE' });
}

async function askFor(
  work: Work,
  { personKey, county, conflicts }: ConflictsOf,
  asked: readonly AskedTask[],
  day: IsoDate,
): Promise<void> {
  for (const conflict of conflicts) {
    const subject = subjectOf(personKey, conflict);
    const before = asked.filter((task) => isAbout(task.subject, subject));
    if (before.some(({ hasAgreed }) => !hasAgreed)) continue;
    const request = {
      kind: 'CORRECTION',
      agency: conflict.routedTo,
      subject: before.length === 0 ? subject : `${subject} ${before.length + 1}`,
      personKey,
      county: county ?? PROVINCE,
      from: day,
    } as const;
    await askAgency(work, request, null);
  }
}

/** Told without the person: it stands in the task. */
function subjectOf(personKey: string, { kind, recordKeys }: RoutedConflict): string {
  const parts = [personKey, kind, ...recordKeys.toSorted()];
  return `conflict ${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}

function isAbout(subject: string, conflict: string): boolean {
  return subject === conflict || subject.startsWith(`${conflict} `);
}
