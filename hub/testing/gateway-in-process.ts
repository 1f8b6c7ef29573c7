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

export async function openGatewayInProcess(
  state: string,
  { change = {}, now }: { readonly change?: Partial<GatewayConfiguration>; readonly now?: () => Date } = {},
): Promise<GatewayInProcess> {
  const configuration = readConfiguration(stateDirectory(state).configurationFile('gateway'));
  const lines: string[] = [];
  const gateway = await createGateway({ ...configuration, ...change }, (line) => lines.push(line), now);
  const { signal } = new AbortController();
  return {
    gateway,
    lines,
    ask: (query, headers, variables = {}) => gateway.handle({ body: { query, variables }, headers, signal }),
    openEmergency: (body, headers) => gateway.openEmergency({ body, headers, signal }),
  };
}
