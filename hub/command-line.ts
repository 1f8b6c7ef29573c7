import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from './command.ts';
import { runCommand } from './run-command.ts';

/** `npm run hub -- <command>`: one file of `hub/commands/` each. */

const COMMANDS = join(import.meta.dirname, 'commands');
const CALL = 'npm run hub --';

function commandNames(): readonly string[] {
  return readdirSync(COMMANDS)
    .filter((file) => /^[a-z-]+\.ts$/u.test(file))
    .map((file) => file.slice(0, -'.ts'.length))
    .sort();
}

async function loadCommand(name: string): Promise<Command> {
  const { command } = (await import(join(COMMANDS, `${name}.ts`))) as { readonly command: Command };
  return command;
}

async function listCommands(): Promise<string> {
  const lines = await Promise.all(
    commandNames().map(async (name) => `  ${name.padEnd(10)} ${(await loadCommand(name)).summary}\n`),
  );
  return `${CALL} <command> [--state DIR] [--json] [--help]\n\n${lines.join('')}`;
}

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    process.stdout.write(await listCommands());
    return name === undefined ? 2 : 0;
  }
  if (!commandNames().includes(name)) {
    process.stderr.write(`there is no command \`${name}\`\n\n${await listCommands()}`);
    return 2;
  }
  return runCommand(`${CALL} ${name}`, await loadCommand(name), args);
}

process.exitCode = await main(process.argv.slice(2));
