import { didYouMean } from '../../../policies/language/nearest-name.ts';
import { AS_OF } from '../../../subgraphs/audit/definition/parameter-values.ts';
import type {
  AuditClient,
  AuditRun,
  Finding,
  ParameterInput,
  SavedAudit,
} from '../../audits/audit-client.ts';
import { refused } from '../../refusal-line.ts';
import { unitWords } from '../../audits/unit-words.ts';
import { textOption, UsageError, type CommandInput } from '../../command.ts';

/** Where a run stands, in one line. */
export function progressLine(run: AuditRun): string {
  const step = run.progressStep === null || hasEnded(run) ? '' : ` · ${run.progressStep}`;
  const part =
    run.progressTotal === null || run.progressTotal === 0 || hasEnded(run)
      ? ''
      : ` ${Math.floor((100 * run.progressDone) / run.progressTotal)} %`;
  return (
    `${run.status}${step}${part}: ${run.populationSeen} cases 对象, ${run.findingCount} findings 疑点, ` +
    `${run.shadowFindingCount} in shadow 试运行, ${run.cannotTellCount} cannot tell 无法判定${withdrawnPart(run)}`
  );
}

/** Of a standing run, beside what stands: what supervision saw gone. */
export function withdrawnPart({ mode, withdrawnCount }: AuditRun): string {
  return mode === 'SUPERVISION' ? `, ${withdrawnCount} withdrawn 已撤回` : '';
}

export function hasEnded({ status }: Pick<AuditRun, 'status'>): boolean {
  return status !== 'QUEUED' && status !== 'RUNNING';
}

/** Where a round stands, in one line. */
export function roundLine(runs: readonly AuditRun[]): string {
  const going = runs.filter((run) => !hasEnded(run));
  const step = going[0] === undefined ? '' : ` · ${progressLine(going[0])}`;
  return `${runs.length - going.length} of ${runs.length} audits have ended 已结束${step}`;
}

/** What a run was asked with, where it was anything. */
export function parameterWords({ parameters }: Pick<AuditRun, 'parameters'>): string {
  const given = Object.entries(JSON.parse(parameters) as Readonly<Record<string, unknown>>);
  return given
    .filter(([, value]) => value !== null)
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(' ');
}

/** A run, for people. */
export function runLines(run: AuditRun): readonly string[] {
  const asOf = run.asOf === null ? '' : `, as of 截至 ${run.asOf}`;
  return [
    `${run.audit?.name ?? ''} version ${run.auditVersion}: ${run.audit?.title ?? ''} ${run.audit?.titleChinese ?? ''}`,
    `run ${run.runId}, ${run.mode} ${parameterWords(run)}${asOf}, policy ${run.policyVersion}, ${run.startedAt} – ${run.finishedAt ?? ''}`,
    progressLine(run),
    ...run.ruleStates
      .filter(({ state }) => state === 'CANNOT_VERIFY')
      .map(({ ruleId, missing }) => `${ruleId} can not be verified 无法核实: ${missing ?? ''}`),
    ...(run.errorCode === null ? [] : [`${run.errorCode}: ${run.errorDetail ?? ''}`]),
  ];
}

/** A finding with its evidence, for people. */
export function findingLines(finding: Finding): readonly string[] {
  const why = finding.missing === null ? '' : ` (${finding.missing})`;
  const place = finding.caseNumber ?? finding.householdNumber ?? '–';
  const gone = finding.withdrawnAt === null ? '' : `withdrawn 已撤回 ${finding.withdrawnAt} `;
  return [
    '',
    `${gone}${finding.stage} ${finding.outcome}${why} ${finding.ruleId} version ${finding.ruleVersion} · ${finding.statute}`,
    `  case 案件 ${place} · person 当事人 ${finding.person?.pseudonym ?? '–'} · tier 匹配等级 ${finding.matchTier}`,
    ...finding.evidence.map(
      ({ path, value, sourceAgency, sourceType, sourceField, sourceRecordKey, asOf }) =>
        `  ${path} = ${[value, unitWords(sourceType, sourceField)].join(' ').trim()} · ${sourceAgency} record ${sourceRecordKey} as of ${asOf}`,
    ),
  ];
}

/** The run with this id, or of an audit of this name the latest that ended well, else the latest. */
export async function runCalled(
  client: AuditClient,
  name: string,
  isWanted?: (run: AuditRun) => boolean,
): Promise<AuditRun> {
  const found = (await client.run(name)) ?? (await client.latestRun(name, isWanted));
  if (found !== null) return found;
  const audits = await client.list();
  throw refused(
    'AUDIT_RUN_UNKNOWN',
    audits.some((audit) => audit.name === name)
      ? { en: `\`${name}\` was never run, as far as you may see`, zh: '尚无可见的运行记录' }
      : {
          en: `\`${name}\` is the id of no run and the name of no audit that you may see${suggestion(name, audits)}`,
          zh: '无此运行或审计方案',
        },
  );
}

/** The run with this id, or of an audit of this name the one that goes on, else the latest. */
export function runGoingOn(client: AuditClient, name: string): Promise<AuditRun> {
  return runCalled(client, name, (run) => !hasEnded(run) && run.mode !== 'SUPERVISION');
}

/** The saved audit of this name. */
export async function auditCalled(client: AuditClient, name: string): Promise<SavedAudit> {
  const audits = await client.list();
  const found = audits.find((audit) => audit.name === name);
  if (found === undefined)
    throw refused('AUDIT_UNKNOWN', {
      en: `no saved audit is called \`${name}\`${suggestion(name, audits)}; see \`audit list\``,
      zh: '无此审计方案，请见 `audit list`',
    });
  return found;
}

function suggestion(name: string, audits: readonly SavedAudit[]): string {
  return didYouMean(
    name,
    audits.map((audit) => audit.name),
  );
}

/** The audits that ship. */
export async function shippedNames(client: AuditClient): Promise<readonly string[]> {
  return (await client.list()).filter(({ owner }) => owner === 'hub').map(({ name }) => name);
}

/**
 * What `--param` gives to audits; numbers and booleans are written plainly, everything else is a string.
 * @throws UsageError also for a day that `--as-of` gives already
 */
export async function parametersOf(
  client: AuditClient,
  names: readonly string[],
  { values }: CommandInput,
): Promise<readonly ParameterInput[]> {
  const audits = await Promise.all(names.map((name) => auditCalled(client, name)));
  const types = new Map(
    audits.flatMap(({ parameters }) => parameters.map((parameter) => [parameter.name, parameter.type])),
  );
  const given = values['param'];
  return (Array.isArray(given) ? given : []).map((text) => {
    const [, parameter = '', value = ''] = /^([^=]+)=(.*)$/su.exec(String(text)) ?? [];
    if (parameter === '') throw new UsageError(`\`${String(text)}\` is not NAME=VALUE`);
    if (parameter === AS_OF && textOption(values, 'as-of') !== undefined)
      throw new UsageError('`asOf` is the day of `--as-of`: leave `--param asOf=…` out 勿重复指定');
    const isPlain = ['Int', 'Float', 'Fen', 'Boolean'].includes(types.get(parameter) ?? '');
    return { name: parameter, value: isPlain ? value : JSON.stringify(value) };
  });
}

/** The mode that the flags name; undefined: as the hub usually does. */
export function modeOf({ values }: Pick<CommandInput, 'values'>): 'CASES' | 'SWEEP' | undefined {
  if (values['sweep'] === true && values['cases'] === true)
    throw new UsageError('a run is either a sweep or case by case');
  return values['sweep'] === true ? 'SWEEP' : values['cases'] === true ? 'CASES' : undefined;
}
