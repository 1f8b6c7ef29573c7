import { fstatSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readConfiguration } from './configuration.ts';
import { openHttpDoor } from './doors/http-door.ts';
import { createGateway } from './gateway.ts';

const USAGE = `start-gateway --config FILE

Starts a gateway behind its HTTP door. Prints {"listening": PORT} once it serves, writes one JSON line for each
exchange to standard error, and ends on SIGTERM, on SIGINT or when its standard input (a pipe) closes.
`;

const { values } = parseArgs({ options: { config: { type: 'string' }, help: { type: 'boolean' } } });
if (values.help === true || values.config === undefined) {
  process.stdout.write(USAGE);
  process.exit(values.help === true ? 0 : 2);
}
await start(values.config);

async function start(file: string): Promise<void> {
  const configuration = readConfiguration(file);
  const gateway = await createGateway(configuration, (line) => process.stderr.write(`${line}\n`));
  const { host, port, limits } = configuration;
  const door = await openHttpDoor(gateway, { host, port, maxBodyBytes: limits.maxBodyBytes });
  let ending: Promise<void> | null = null;
  const end = () => {
    ending ??= door
      .close()
      .then(() => gateway.close())
      .then(() => process.exit(0));
  };
  process.once('SIGTERM', end).once('SIGINT', end);
  // WHY: a launcher that dies can not say so; its end of the pipe closes all the same.
  const input = fstatSync(0);
  if (input.isFIFO() || input.isSocket()) process.stdin.resume().once('end', end).once('error', end);
  process.stdout.write(`${JSON.stringify({ listening: door.port })}\n`);
}
