import {
  createAuditClient,
  type AuditClient,
  type AuditRun,
  type Finding,
  type ParameterInput,
} from '../audits/audit-client.ts';
import { numberOption, UsageError, type Command, type CommandInput } from '../command.ts';
import { requireHub } from '../launch/ready-file.ts';
import { reportAll, reportRun } from './audit/report.ts';

/** Saved audits from the command line, through the graph with the auditor's token. */
export const command: Command = {
  summary: 'lists and runs saved audits, shows findings, compares them with what was planted',
  usage: [
    'list',
    'run <name> [--param NAME=VALUE …]   (Ctrl-C cancels the run)',
    'show <run> [--first COUNT]',
    'report <run>   (recall and precision against the synthetic province)',
    'report --all   (of every audit that ships, run anew as of the day of the province)',
    '    <run> is the id of a run, or the name of an audit for its latest',
  ],
  options: {
    param: { type: 'string', multiple: true, help: 'NAME=VALUE of a parameter; may be repeated' },
    all: { type: 'boolean', help: 'run and compare every audit that ships' },
    first: { type: 'string', help: 'COUNT of findings to show (default 10)' },
  },
  run: async (input) => {
    const hub = requireHub(input.state);
    const client = createAuditClient(hub);
    const [what, name, ...more] = input.positionals;
    if (more.length === 0) {
      if (what === 'list' && name === undefined) return list(client, input);
      if (what === 'run' && name !== undefined) return run(client, name, input);
      if (what === 'show' && name !== undefined) return show(client, name, input);
      if (what === 'report' && name === undefined && input.values['all'] === true)
        return reportAll(hub, client, input);
      if (what === 'report' && name !== undefined)
        return reportRun(hub, (await runCalled(client, name)).runId, input);
    }
    throw new UsageError('say `list`, `run <name>`, `show <run>` or `report <run>`');
  },
};

async function list(client: AuditClient, { output }: CommandInput): Promise<number> {
  const audits = await client.list();
  output.answer(
    audits,
    audits.flatMap((audit) => [
      `${audit.name} (version ${audit.version}, ${audit.owner}): ${audit.title} ${audit.titleChinese}`,
      ...audit.parameters.map(
        ({ name, type, defaultValue }) => `  --param ${name}=… ${type}, else ${defaultValue}`,
      ),
      ...audit.rules.map(({ id, version, statute }) => `  rule ${id} version ${version}: ${statute}`),
    ]),
  );
  return 0;
}

async function run(client: AuditClient, name: string, input: CommandInput): Promise<number> {
  const audit = (await client.list()).find((one) => one.name === name);
  if (audit === undefined)
    throw new Error(`AUDIT_UNKNOWN no saved audit is called \`${name}\`; see \`audit list\``);
  const types = new Map(audit.parameters.map((parameter) => [parameter.name, parameter.type]));
  const started = await client.start(name, parametersOf(input, types));
  input.output.progress(`run ${started.runId} of ${name} 审计运行开始`);
  const cancel = (): void => {
    input.output.progress('cancelling 正在取消');
    client.cancel(started.runId).catch((error: unknown) => input.output.progress(String(error)));
  };
  process.once('SIGINT', cancel);
  let seen = -1;
  const ended = await client
    .follow(started.runId, (state) => {
      if (state.populationSeen !== seen) input.output.progress(progressLine(state));
      seen = state.populationSeen;
    })
    .finally(() => process.removeListener('SIGINT', cancel));
  input.output.answer(ended, runLines(ended));
  return ended.status === 'SUCCEEDED' ? 0 : 1;
}

async function runCalled(client: AuditClient, name: string): Promise<AuditRun> {
  const found = (await client.run(name)) ?? (await client.latestRun(name));
  if (found === null)
    throw new Error(`AUDIT_RUN_UNKNOWN no run has this id, and no audit of this name was run`);
  return found;
}

async function show(client: AuditClient, name: string, input: CommandInput): Promise<number> {
  const state = await runCalled(client, name);
  const findings = await client.findings(
    state.runId,
    numberOption(input.values, 'first', { from: 1, to: 100 }) ?? 10,
  );
  input.output.answer({ run: state, findings }, [...runLines(state), ...findings.flatMap(findingLines)]);
  return 0;
}

/** Numbers and booleans are written plainly; everything else is a string. */
function parametersOf(
  { values }: CommandInput,
  types: ReadonlyMap<string, string>,
): readonly ParameterInput[] {
  const given = values['param'];
  return (Array.isArray(given) ? given : []).map((text) => {
    const [, name = '', value = ''] = /^([^=]+)=(.*)$/su.exec(String(text)) ?? [];
    if (name === '') throw new UsageError(`\`${String(text)}\` is not NAME=VALUE`);
    const isPlain = ['Int', 'Float', 'Fen', 'Boolean'].includes(types.get(name) ?? '');
    return { name, value: isPlain ? value : JSON.stringify(value) };
  });
}

function progressLine(run: AuditRun): string {
  return (
    `${run.status}: ${run.populationSeen} cases 案件, ${run.findingCount} findings 疑点, ` +
    `${run.shadowFindingCount} in shadow 试运行, ${run.cannotTellCount} cannot tell 无法判定`
  );
}

function runLines(run: AuditRun): readonly string[] {
  return [
    `${run.audit?.name ?? ''} version ${run.auditVersion}: ${run.audit?.title ?? ''} ${run.audit?.titleChinese ?? ''}`,
    `run ${run.runId}, policy ${run.policyVersion}, ${run.startedAt} – ${run.finishedAt ?? ''}`,
    progressLine(run),
    ...(run.errorCode === null ? [] : [`${run.errorCode}: ${run.errorDetail ?? ''}`]),
  ];
}

function findingLines(finding: Finding): readonly string[] {
  const why = finding.missing === null ? '' : ` (${finding.missing})`;
  return [
    '',
    `${finding.stage} ${finding.outcome}${why} ${finding.ruleId} version ${finding.ruleVersion} · ${finding.statute}`,
    `  case 案件 ${finding.caseNumber ?? finding.householdNumber ?? '–'} · person 当事人 ${finding.person?.pseudonym ?? '–'} · tier 匹配等级 ${finding.matchTier}`,
    ...finding.evidence.map(
      ({ path, value, sourceAgency, sourceRecordKey, asOf }) =>
        `  ${path} = ${value} · ${sourceAgency} record ${sourceRecordKey} as of ${asOf}`,
    ),
  ];
}
