import { parseArgs } from 'node:util';
import { ENDING_MS, endWhenTold } from '../processes/end-when-told.ts';
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
  const door = await openHttpDoor(gateway, {
    host,
    port,
    maxBodyBytes: limits.maxBodyBytes,
    graceMs: ENDING_MS - 2_000,
  });
  endWhenTold('gateway', async () => {
    await door.close();
    await gateway.close();
  });
  process.stdout.write(`${JSON.stringify({ listening: door.port })}\n`);
}
