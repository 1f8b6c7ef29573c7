import { numberOption, UsageError, type Command, type CommandInput } from './command.ts';
import { assertPolicies } from './launch/assert-policies.ts';
import { DEFAULT_PROVINCE, type ProvinceChoice } from './launch/ensure-province.ts';
import { firstLines } from './launch/first-lines.ts';
import { startHub, type HubOptions, type RunningHub } from './launch/start-hub.ts';
import { watchAncestors } from './processes/watch-ancestors.ts';
import { runCommand } from './run-command.ts';

/** `npm start`: the whole hub on this machine, until it is told to stop. */

const DEFAULT_PORT = 4000;
/** The one registered for DICOM. */
const DEFAULT_DICOM_PORT = 11_112;

const start: Command = {
  summary: 'Starts the hub: database server, province, subgraphs and gateway, until Ctrl-C.',
  usage: ['[--state DIR] [--residents N] [--seed S] [--port P] [--dicom-port P] [--json]'],
  options: {
    residents: { type: 'string', help: `N people in a new province (default ${DEFAULT_PROVINCE.residents})` },
    seed: {
      type: 'string',
      help: `S, a whole number that decides which province (default ${DEFAULT_PROVINCE.seed})`,
    },
    port: {
      type: 'string',
      help: `P of the gateway where it is free, else any (default ${DEFAULT_PORT}; 0: any)`,
    },
    'dicom-port': {
      type: 'string',
      help: `P to which images are sent, where it is free, else any (default ${DEFAULT_DICOM_PORT}; 0: any)`,
    },
  },
  run: async (input) => {
    assertPolicies();
    const stop = new AbortController();
    let stopped: (why: string) => void = () => undefined;
    const reason = new Promise<string>((resolve) => (stopped = resolve));
    const onStop = (why: string): void => {
      stopped(why);
      stop.abort();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => onStop(signal));
    watchAncestors(() => onStop('npm ended'));
    const hub = await startHub(readOptions(input), stop.signal);
    void hub.databaseEnded.then(() => stopped(''));
    show(input, hub);
    const why = await reason;
    input.output.progress(why === '' ? 'the database server has ended' : 'stopping');
    await hub.stop();
    input.output.progress('stopped');
    return why === '' ? 1 : 0;
  },
};

function readOptions({ values, state, positionals, output }: CommandInput): HubOptions {
  if (positionals.length > 0) throw new UsageError(`\`${positionals.join(' ')}\` means nothing here`);
  const residents = numberOption(values, 'residents', { from: 100, to: 100_000_000 });
  const seed = numberOption(values, 'seed', { from: 0, to: Number.MAX_SAFE_INTEGER });
  const port = numberOption(values, 'port', { from: 0, to: 65_535 }) ?? DEFAULT_PORT;
  const dicomPort = numberOption(values, 'dicom-port', { from: 0, to: 65_535 }) ?? DEFAULT_DICOM_PORT;
  const province: Partial<ProvinceChoice> = {
    ...(residents === undefined ? {} : { residents }),
    ...(seed === undefined ? {} : { seed }),
  };
  const startedAt = Date.now();
  const onProgress = (step: string): void => {
    output.progress(`[${((Date.now() - startedAt) / 1000).toFixed(1).padStart(5)} s] ${step}`);
  };
  return {
    state,
    province,
    onProgress,
    ...(port === 0 ? {} : { port }),
    ...(dicomPort === 0 ? {} : { dicomPort }),
  };
}

function show({ output, state }: CommandInput, { ready }: RunningHub): void {
  output.answer(ready, firstLines(ready, state));
}

process.exitCode = await runCommand('npm start --', start, process.argv.slice(2));
// Whatever still waits (a start that was broken off) must not keep a stopped hub's process alive.
process.exit();
