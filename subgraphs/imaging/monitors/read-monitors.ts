import type pg from 'pg';
import type { AlarmKind } from './concern.ts';

/** What the monitors have to say at present. */
export interface MonitorsRead {
  /** Those that last. */
  readonly alarms: readonly {
    readonly raisedAt: Date;
    readonly kind: AlarmKind;
    readonly model: string;
    readonly site: string;
    readonly label: string | null;
    readonly detail: Readonly<Record<string, number | string>>;
  }[];
  /** Labels that are silent by the monitors. */
  readonly stepDowns: readonly {
    readonly modelSha256: string;
    readonly model: string;
    readonly site: string;
    readonly label: string;
    readonly steppedAt: Date;
  }[];
  /** What readers said, the latest week first. */
  readonly weeks: readonly {
    readonly week: string;
    readonly modelSha256: string;
    readonly site: string;
    readonly label: string;
    readonly truePositive: number;
    readonly falsePositive: number;
    readonly trueNegative: number;
    readonly falseNegative: number;
  }[];
}

/** Weeks that are told of, one row for each site and label. */
const WEEK_ROWS = 200;

/** Reads what lasts, and the weeks. */
export async function readMonitors(client: pg.ClientBase): Promise<MonitorsRead> {
  const { rows: alarms } = await client.query<MonitorsRead['alarms'][number]>(
    `SELECT raised_at AS "raisedAt", kind, model_name AS model, site, label, detail FROM monitor.alarm
     WHERE ended_at IS NULL ORDER BY raised_at DESC, alarm_id`,
  );
  const { rows: stepDowns } = await client.query<MonitorsRead['stepDowns'][number]>(
    `SELECT down.model_sha256 AS "modelSha256", alarm.model_name AS model, down.site, down.label,
       down.stepped_at AS "steppedAt"
     FROM monitor.step_down AS down JOIN monitor.alarm USING (alarm_id)
     WHERE down.lifted_at IS NULL ORDER BY down.stepped_at DESC, down.site, down.label`,
  );
  const { rows: weeks } = await client.query<MonitorsRead['weeks'][number]>(
    `SELECT week::text, model_sha256 AS "modelSha256", site, label, true_positive AS "truePositive",
       false_positive AS "falsePositive", true_negative AS "trueNegative", false_negative AS "falseNegative"
     FROM monitor.weekly_confusion ORDER BY week DESC, site, label LIMIT ${WEEK_ROWS}`,
  );
  return { alarms, stepDowns, weeks };
}
