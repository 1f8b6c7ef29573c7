import { expect, test } from '@jest/globals';
import type { AuditClient, AuditRun, SavedAudit } from '../../audits/audit-client.ts';
import type { CommandInput } from '../../command.ts';
import { auditCalled, parametersOf, parameterWords, runCalled, runGoingOn } from './run-lines.ts';

const run = (runId: string, status: string, mode = 'CASES') => ({ runId, status, mode }) as AuditRun;
const audit = (name: string) => ({ name, parameters: [] as SavedAudit['parameters'] }) as SavedAudit;
/** Latest first. */
const RUNS = [
  run('standing', 'RUNNING', 'SUPERVISION'),
  run('going', 'RUNNING'),
  run('good', 'SUCCEEDED'),
  run('failed', 'FAILED'),
];

/** A hub with these runs of `barred-vehicle`. */
const client = {
  run: () => Promise.resolve(null),
  latestRun: (name: string, isWanted = ({ status }: AuditRun) => status === 'SUCCEEDED') =>
    Promise.resolve(name === 'barred-vehicle' ? (RUNS.find(isWanted) ?? null) : null),
  list: () => Promise.resolve([audit('barred-vehicle'), audit('two-homes')]),
} as unknown as AuditClient;

test('by its name an audit means its latest good run, and to watch or cancel the one that goes on', async () => {
  expect((await runCalled(client, 'barred-vehicle')).runId).toBe('good');
  expect((await runGoingOn(client, 'barred-vehicle')).runId).toBe('going');
});

test('a name that nothing has is answered with the one that was meant', async () => {
  await expect(runCalled(client, 'bared-vehicle')).rejects.toThrow('did you mean `barred-vehicle`?');
  await expect(auditCalled(client, 'two-home')).rejects.toThrow(/^AUDIT_UNKNOWN .*did you mean `two-homes`/u);
  await expect(runCalled(client, 'two-homes')).rejects.toThrow('was never run');
});

test('the day is given once: by --as-of, or by a parameter', async () => {
  const asked = (values: CommandInput['values']) =>
    parametersOf(client, ['two-homes'], { values } as CommandInput);
  const param = ['asOf=2026-10-01'];
  expect(await asked({ param })).toEqual([{ name: 'asOf', value: '"2026-10-01"' }]);
  await expect(asked({ param, 'as-of': '2026-11-01T00:00:00Z' })).rejects.toThrow('the day of `--as-of`');
});

test('a run is told from others by what it was asked with', () => {
  expect(parameterWords({ parameters: '{"asOf":"2026-11-01","county":null,"least":3}' })).toBe(
    'asOf=2026-11-01 least=3',
  );
});
