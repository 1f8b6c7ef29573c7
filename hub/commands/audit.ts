import { UsageError, type Command } from '../command.ts';
import { didYouMean } from '../../policies/language/nearest-name.ts';
import { type AuditAction, callOf, takesNames } from './audit/action.ts';
import { drop, lists, rows, upload } from './audit/case-lists.ts';
import { exportRun } from './audit/export.ts';
import { differences, findings } from './audit/findings.ts';
import { list } from './audit/list.ts';
import { register } from './audit/register.ts';
import { report } from './audit/report.ts';
import { cancel, run, runs, watch } from './audit/run.ts';
import { check, save } from './audit/save.ts';
import { schedule, schedules, unschedule } from './audit/schedule.ts';
import { approve, share, show, withdraw } from './audit/share.ts';
import { judge, sample, samples } from './audit/sample.ts';
import { release, suspend } from './audit/stage.ts';
import { supervise, supervision } from './audit/supervision.ts';

const ACTIONS: Readonly<Record<string, AuditAction>> = {
  list,
  check,
  save,
  show,
  share,
  approve,
  withdraw,
  run,
  watch,
  cancel,
  runs,
  findings,
  differences,
  schedule,
  schedules,
  unschedule,
  sample,
  samples,
  judge,
  release,
  suspend,
  supervise,
  supervision,
  upload,
  lists,
  'drop-list': drop,
  rows,
  export: exportRun,
  register,
  report,
};

/** Saved audits from the command line, through the graph with the auditor's token. */
export const command: Command = {
  summary: 'saves, shares, runs and schedules audits, shows what they found, and takes rules live',
  usage: Object.entries(ACTIONS).map(([name, { usage }]) => `${name} ${usage}`),
  notes: [
    'RUN is the id of a run, or the name of an audit for its latest that ended well; of `watch` and `cancel`, that goes on.',
    'RUN 是运行编号，或审计方案名称：取其最近一次成功的运行；watch、cancel 取正在进行的运行。',
    '',
  ],
  options: {
    official: { type: 'string', help: 'ID of the official who acts; of sharing, judging and releasing' },
    param: { type: 'string', multiple: true, help: 'NAME=VALUE of a parameter; may be repeated' },
    sweep: { type: 'boolean', help: 'set by set, over everybody at once' },
    cases: { type: 'boolean', help: 'case by case, through the gateway' },
    'as-of': {
      type: 'string',
      help: 'INSTANT in UTC as of which the sources are read: 2026-11-01T00:00:00Z',
    },
    detach: { type: 'boolean', help: 'start the run and do not follow it' },
    first: { type: 'string', help: 'COUNT of findings (default 10) or of runs (default 20) to show' },
    size: { type: 'string', help: 'COUNT of findings and of unflagged cases to draw (default 30)' },
    verdict: {
      type: 'string',
      help: 'confirmed 属实, where the case is one of what the rule says, or not 不属实',
    },
    reason: { type: 'string', help: 'TEXT that is kept beside a verdict, a withdrawal or a change of stage' },
    over: { type: 'string', help: 'LIST of `upload`: run over the cases to which it leads, and nobody else' },
    column: { type: 'string', help: 'NAME of the column of the numbers' },
    'kind-column': {
      type: 'string',
      help: 'NAME of the column of the kinds of document (RID where left out)',
    },
    kind: { type: 'string', help: 'person (default) or case: what the numbers are of' },
    days: { type: 'string', help: 'COUNT of days until a list is gone (default 30, at most 90)' },
    out: { type: 'string', help: 'FILE to write: .xlsx, .csv or .json' },
    file: { type: 'string', help: 'FILE of verdicts, as `export SAMPLE` wrote it and people filled it in' },
    sample: { type: 'string', help: 'COUNT of findings to draw, by rule and county' },
    seed: { type: 'string', help: 'TEXT that draws the same sample again' },
    html: { type: 'string', help: 'FILE into which the register is written as a page' },
    off: { type: 'boolean', help: 'of `supervise`: end the supervision' },
    all: { type: 'boolean', help: 'of `run` and `report`: every audit that ships' },
  },
  run: (input) => {
    const [name = '', ...names] = input.positionals;
    const action = Object.hasOwn(ACTIONS, name) ? ACTIONS[name] : undefined;
    if (action === undefined) {
      const known = Object.keys(ACTIONS);
      throw new UsageError(
        name === ''
          ? `say one of ${known.join(', ')}`
          : `there is no \`audit ${name}\`${didYouMean(name, known)}`,
      );
    }
    if (!takesNames(action, names.length, input.values))
      throw new UsageError(`say \`audit ${name} ${action.usage}\``);
    return action.run(callOf(input, names));
  },
};
