import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { UsageError, type Command, type CommandInput, type CommandOption, type Output } from './command.ts';
import { didYouMean } from '../policies/language/nearest-name.ts';
import { DEFAULT_STATE } from './state/state-directory.ts';

const COMMON: Readonly<Record<string, CommandOption>> = {
  state: { type: 'string', help: `DIR of the hub that is meant (default \`${DEFAULT_STATE}\`)` },
  json: { type: 'boolean', help: 'one line of JSON instead of text' },
  help: { type: 'boolean', short: 'h', help: 'this text' },
};

/** Runs one command with its arguments as they were typed; `name` is how the reader calls it. Returns the exit status. */
export async function runCommand(name: string, command: Command, args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  // Whoever reads our output may have seen enough (`| head`).
  process.stdout.on('error', () => process.exit(0));
  try {
    const input = readInput(command, args, createOutput(json));
    if (input.values['help'] !== true) return await command.run(input);
    process.stdout.write(helpText(name, command));
    return 0;
  } catch (error) {
    const message = messageOf(error);
    if (json) process.stdout.write(`${JSON.stringify({ error: message })}\n`);
    else process.stderr.write(`${message}\n`);
    if (error instanceof UsageError && !json) process.stderr.write(`how it is called 用法: ${name} --help\n`);
    return error instanceof UsageError ? 2 : 1;
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed';
  const { code, path } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' && path !== undefined ? `there is no file \`${path}\` 找不到文件` : error.message;
}

function readInput(command: Command, args: readonly string[], output: Output): CommandInput {
  const options: ParseArgsOptionsConfig = { ...COMMON, ...command.options };
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const state = typeof values['state'] === 'string' ? values['state'] : DEFAULT_STATE;
    return { values, positionals, state, output };
  } catch (error) {
    // What Node adds to it is about arguments that begin with a dash, of which there are none here.
    const [what = ''] = (error instanceof Error ? error.message : 'the arguments are not understood').split(
      '. ',
    );
    const [, unknown] = /^Unknown option '--([\w-]+)'/u.exec(what) ?? [];
    throw new UsageError(
      unknown === undefined
        ? what
        : `there is no option \`--${unknown}\`${didYouMean(unknown, Object.keys(options))}`,
    );
  }
}

function createOutput(json: boolean): Output {
  return {
    answer: (value, lines) => {
      process.stdout.write(json ? `${JSON.stringify(value)}\n` : lines.map((line) => `${line}\n`).join(''));
    },
    progress: (line) => {
      if (!json) process.stderr.write(`${line}\n`);
    },
  };
}

function helpText(name: string, command: Command): string {
  const options = Object.entries({ ...command.options, ...COMMON }).map(
    ([option, { help }]) => `  --${option.padEnd(14)} ${help}\n`,
  );
  const usage = command.usage.map((form) => `  ${name} ${form}`.trimEnd() + '\n');
  const notes = (command.notes ?? []).map((note) => `${note}\n`);
  return [command.summary, '\n\n', ...usage, '\n', ...notes, ...options].join('');
}
