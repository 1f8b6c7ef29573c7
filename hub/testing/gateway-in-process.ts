import type { Gateway } from '../../gateway/assemble-gateway.ts';
import { type GatewayConfiguration, readConfiguration } from '../../gateway/configuration.ts';
import { createGateway } from '../../gateway/gateway.ts';
import type { Answer } from '../../gateway/stages/stage-types.ts';
import { stateDirectory } from '../state/state-directory.ts';

/** A second gateway over a running hub, in the test's own process, configured or timed otherwise. Close it yourself. */
export interface GatewayInProcess {
  readonly gateway: Gateway;
  /** What it logged so far. */
  readonly lines: readonly string[];
  ask(query: string, headers: Readonly<Record<string, string>>, variables?: Variables): Promise<Answer>;
  openEmergency(
    body: unknown,
    headers: Readonly<Record<string, string>>,
  ): ReturnType<Gateway['openEmergency']>;
}

type Variables = Readonly<Record<string, unknown>>;

export interface InProcessOptions {
  readonly change?: Partial<GatewayConfiguration>;
  /** Has the registry of cases and consent out of reach, and nothing else. */
  readonly isRegistryDown?: boolean;
  readonly now?: () => Date;
}

export async function openGatewayInProcess(
  state: string,
  { change = {}, isRegistryDown = false, now }: InProcessOptions = {},
): Promise<GatewayInProcess> {
  const written = readConfiguration(stateDirectory(state).configurationFile('gateway'));
  const caseRegistry = isRegistryDown ? { ...written.caseRegistry, port: 1 } : written.caseRegistry;
  const configuration = { ...written, caseRegistry, ...change };
  const lines: string[] = [];
  const gateway = await createGateway(configuration, (line) => lines.push(line), now);
  const { signal } = new AbortController();
  return {
    gateway,
    lines,
    ask: (query, headers, variables = {}) => gateway.handle({ body: { query, variables }, headers, signal }),
    openEmergency: (body, headers) => gateway.openEmergency({ body, headers, signal }),
  };
}
