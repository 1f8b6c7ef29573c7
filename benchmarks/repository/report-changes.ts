import type { BenchmarkResult, Figure } from '../benchmark.ts';
import { latencyOf } from '../supervision/latencies.ts';
import type { Effects } from './compare-pictures.ts';
import type { MadeChanges } from './make-registrations.ts';
import type { StageTimes } from './stage-times.ts';

/** What was asked for. */
export interface Load {
  /** Changes a second. */
  readonly rate: number;
  /** How long processes were killed; 0 for not. */
  readonly killingS: number;
}

/** What came of it. */
export interface Measured {
  readonly people: number;
  readonly fillS: number;
  readonly timed: MadeChanges;
  readonly visible: readonly number[];
  readonly stages: StageTimes;
  readonly whileKilled: { readonly kills: number; readonly visible: readonly number[] };
  readonly effects: Effects;
  readonly isSettled: boolean;
}

const STAGES = ['captured', 'waited', 'read', 'kept'] as const;

function stageFigures(name: string, times: readonly number[]): readonly (readonly [string, Figure])[] {
  const { p50Ms, p99Ms } = latencyOf(times);
  return [
    [`${name}_p50_ms`, p50Ms],
    [`${name}_p99_ms`, p99Ms],
  ];
}

/** The table, the figures and all that was wrong. */
export function reportChanges(measured: Measured, { rate, killingS }: Load): BenchmarkResult {
  const { people, fillS, timed, visible, stages, whileKilled, effects } = measured;
  const row = (what: string, times: readonly number[]): BenchmarkResult['rows'][number] => {
    const latency = latencyOf(times);
    return { what, timed: latency.timed, p50_ms: latency.p50Ms, p99_ms: latency.p99Ms };
  };
  const { p50Ms, p99Ms } = latencyOf(visible);
  const changesPerS = Math.round(timed.changes / timed.seconds);
  const wrong: string[] = [];
  if (!measured.isSettled) wrong.push('not everything had its effect in time');
  if (effects.lost > 0) wrong.push(`${effects.lost} people’s last change had no effect`);
  if (effects.doubled > 0) wrong.push(`${effects.doubled} changes had their effect twice`);
  if (changesPerS < 0.95 * rate) wrong.push('the changes could not be made at that rate');
  if (visible.length < timed.registrations.length) wrong.push('not every change was seen');
  return {
    rows: [
      row('commit to stream', stages.captured),
      row('stream to question', stages.waited),
      row('question to answer', stages.read),
      row('answer to picture', stages.kept),
      row('commit to picture', visible),
      ...(killingS === 0
        ? []
        : [row(`the same, ${whileKilled.kills} processes killed`, whileKilled.visible)]),
    ],
    figures: {
      people,
      fill_s: Math.round(fillS),
      changes_per_s: changesPerS,
      p50_ms: p50Ms,
      p99_ms: p99Ms,
      ...Object.fromEntries(STAGES.flatMap((name) => stageFigures(name, stages[name]))),
      lost: effects.lost,
      doubled: effects.doubled,
    },
    wrong,
  };
}
