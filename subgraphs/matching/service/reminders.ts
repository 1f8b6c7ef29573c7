import type pg from 'pg';
import { dayInChina } from '../../../identifiers/calendar-day.ts';
import { inTransaction } from '../../kit/in-transaction.ts';
import { RepeatedWork } from '../../kit/repeated-work.ts';
import type { IsoDate } from '../market/measures.ts';
import type { Words } from '../occupations/words.ts';
import { OPEN_STAGES } from './referral-edges.ts';

interface ReminderRule {
  readonly kind: string;
  /** Selects about, since, agency, county; $1: the day, $2: the instant, $3: the stages on the way. */
  readonly select: string;
  readonly words: Words;
}

/** A household whose case is open, and nobody of which is at work yet. */
const WAITING_HOUSEHOLD = `FROM service.employment_case c WHERE state IN ('PROPOSED', 'OPEN') AND NOT EXISTS
  (SELECT FROM service.referral r WHERE r.case_id = c.case_id AND r.stage = 'ACCEPTED')`;

/** Of what somebody is reminded, and who. Each is a SELECT: a reminder reads and is written, and changes nothing else. */
const REMINDERS: readonly ReminderRule[] = [
  {
    kind: 'CASE_UNCONFIRMED',
    select: `SELECT case_id, '', 'labour', county FROM service.employment_case
             WHERE state = 'PROPOSED' AND opened_at <= $2::timestamptz - interval '3 days'`,
    words: {
      en: 'A case was proposed and nobody has confirmed or refused it.',
      zh: '案件已提出，尚无人确认或不予受理。',
    },
  },
  {
    kind: 'CASE_DEADLINE',
    select: `SELECT case_id, deadline::text, 'labour', county ${WAITING_HOUSEHOLD}
             AND deadline BETWEEN $1::date AND $1::date + 3`,
    words: {
      en: 'The term for a household without work ends in days, and nobody of it is at work.',
      zh: '零就业家庭安置期限将至，家庭成员尚无人就业。',
    },
  },
  {
    kind: 'CASE_OVERDUE',
    select: `SELECT case_id, deadline::text, 'labour', county ${WAITING_HOUSEHOLD} AND deadline < $1::date`,
    words: {
      en: 'The term for a household without work is over, and nobody of it is at work.',
      zh: '零就业家庭安置期限已过，家庭成员尚无人就业。',
    },
  },
  {
    kind: 'TASK_OVERDUE',
    select: `SELECT task_id, due::text, agency, county FROM service.task WHERE state = 'OPEN' AND due < $1::date`,
    words: { en: 'A task is overdue.', zh: '协办事项已逾期。' },
  },
  {
    kind: 'FOLLOW_UP_DUE',
    select: `SELECT follow_up_id, due::text, 'labour', county FROM service.follow_up
             WHERE outcome IS NULL AND due <= $1::date`,
    words: { en: 'A follow-up is due.', zh: '应进行就业回访。' },
  },
  {
    kind: 'REFERRAL_IDLE',
    select: `SELECT referral_id, stage, 'labour', county FROM service.referral
             WHERE stage = ANY ($3) AND stage_at <= $2::timestamptz - interval '14 days'`,
    words: {
      en: 'A referral has stood still for two weeks: ask how it goes, go on with it, or end it.',
      zh: '该推荐已两周无进展，请了解情况后继续办理或结束。',
    },
  },
];

/**
 * Reminds of what has become due, of each thing once. A reminder proposes that somebody looks; nothing else changes: no
 * case, referral, task, group or anything that a person draws.
 * @returns how many are new.
 */
export async function remind(
  client: pg.ClientBase,
  { today, now }: { readonly today: IsoDate; readonly now: Date },
): Promise<number> {
  let made = 0;
  for (const { kind, select, words } of REMINDERS) {
    const { rowCount } = await client.query(
      `WITH given AS (SELECT $1::date, $2::timestamptz, $3::text[])
       INSERT INTO service.reminder (about, since, agency, county, kind, words_en, words_zh, reminded_at)
       SELECT due.*, $4, $5, $6, $2 FROM (${select}) due ON CONFLICT (kind, about, since) DO NOTHING`,
      [today, now, OPEN_STAGES, kind, words.en, words.zh],
    );
    made += rowCount ?? 0;
  }
  return made;
}

/** So often is looked: what is due is due by the day. */
const EVERY_MS = 600_000;

/** Reminds now and again; the end of it is returned. */
export function startReminders({
  pool,
  now = () => new Date(),
  onError,
}: {
  readonly pool: pg.Pool;
  readonly now?: () => Date;
  readonly onError: (error: unknown) => void;
}): { stop(): Promise<void> } {
  return new RepeatedWork(
    () =>
      inTransaction(pool, (client) => {
        const at = now();
        return remind(client, { now: at, today: dayInChina(at) });
      }),
    { everyMs: EVERY_MS, onError },
  );
}
