import { imagingAddresses, type ImagingPorts } from '../configuration/imaging-configuration.ts';
import { listSubgraphs } from '../configuration/list-subgraphs.ts';
import { gatewayUrl, subgraphUrl, writeConfiguration } from '../configuration/write-configuration.ts';
import type { ApplicationName } from '../issuer/applications.ts';
import { openDevelopmentIssuer } from '../issuer/development-issuer.ts';
import { writeTokens } from '../issuer/write-tokens.ts';
import { ensureKeys } from '../keys/ensure-keys.ts';
import { ALL_DATABASES } from '../postgres/databases.ts';
import { ensureCapture } from '../postgres/ensure-capture.ts';
import { holdFreePorts } from '../processes/free-port.ts';
import type { SupervisedChild } from '../processes/supervise-child.ts';
import { stateDirectory, type StateDirectory } from '../state/state-directory.ts';
import { ensureMarket } from './ensure-market.ts';
import { findProvince, loadProvince, type ProvinceChoice } from './ensure-province.ts';
import { cloneDatabases, keepTemplates, openOwnDatabases, type HubDatabases } from './hub-databases.ts';
import { takeLauncherLock } from './launcher-lock.ts';
import { openDemonstrationCase } from './open-demonstration-case.ts';
import { removeReadyFile, writeReadyFile, type ReadyHub } from './ready-file.ts';
import { startProcesses } from './start-processes.ts';
import { UndoStack } from './undo-stack.ts';

export interface HubOptions {
  /** The state directory; made where absent. */
  readonly state: string;
  /** Which province to make, or to insist on where there is one. */
  readonly province?: Partial<ProvinceChoice>;
  /** Of a province that is made: the share of households on assistance. */
  readonly assistedShare?: number;
  /** The gateway's port where it is free; else, and by default, any. */
  readonly port?: number;
  /** The port to which images are sent, likewise. */
  readonly dicomPort?: number;
  readonly onProgress?: (step: string) => void;
  /** Keeps pristine copies of the databases, from which hubs of tests are cloned. */
  readonly keepTemplates?: boolean;
  /** State directory of a running hub that kept templates: this one works on clones, on that one's server. */
  readonly cloneOf?: string;
  /** Settings of its database server, beside those that it always has. */
  readonly serverSettings?: Readonly<Record<string, string>>;
  /** False, for tests: nothing is supervised, and the sources' logs are left alone. */
  readonly followChanges?: boolean;
  /** Run before anything is connected to the databases. */
  readonly beforeServing?: (databases: HubDatabases) => Promise<void>;
}

export interface RunningHub {
  readonly ready: ReadyHub;
  /** The gateway, the archive of images and the subgraphs by name. */
  readonly processes: ReadonlyMap<string, SupervisedChild>;
  /** Resolves where the database server has ended of itself; nothing can be answered then. */
  readonly databaseEnded: Promise<void>;
  /** Ends every process, the gateway first and the database last. */
  stop(): Promise<void>;
}

/**
 * Brings up a whole hub on this machine: database server, province, subgraphs, gateway. Whatever was started is ended
 * again where something fails or `signal` aborts, and all of it ends with this process however that ends.
 */
export async function startHub(options: HubOptions, signal?: AbortSignal): Promise<RunningHub> {
  const undo = new UndoStack();
  const aborted = new Promise<never>((_, reject) => {
    signal?.addEventListener('abort', () => reject(new Error('stopped while starting')), { once: true });
  });
  try {
    return await Promise.race([bringUp(options, undo, signal), aborted]);
  } catch (error) {
    // What failed is worth more to the reader than what its undoing met.
    await undo.run().catch(() => undefined);
    throw error;
  }
}

async function bringUp(options: HubOptions, undo: UndoStack, signal?: AbortSignal): Promise<RunningHub> {
  const startedAt = Date.now();
  const state = stateDirectory(options.state);
  const lock = await takeLauncherLock(state.root);
  undo.push(() => lock.release());
  removeReadyFile(state);
  const subgraphs = listSubgraphs();
  ensureKeys(state, subgraphs);
  const onProgress = options.onProgress ?? (() => undefined);
  const [tokens, databases, { ports, release }] = await Promise.all([
    openDevelopmentIssuer(state).then((issuer) => writeTokens(state, issuer)),
    openDatabases(state, options, undo),
    choosePorts(options, subgraphs, undo),
  ]);
  signal?.throwIfAborted();
  const { databaseName, server } = databases;
  writeConfiguration({
    state,
    ...ports,
    postgres: { host: server.host, port: server.port },
    databaseName,
    followChanges: options.followChanges ?? true,
  });
  let writeReady = (): void => undefined;
  const onRestart = (): void => writeReady();
  const start = async (): Promise<ReadonlyMap<string, SupervisedChild>> => {
    await release();
    return startProcesses({ state, subgraphs, onProgress, onRestart, undo });
  };
  const parts = { options, state, databases, onProgress, start, signal };
  const served = await serve(parts);
  signal?.throwIfAborted();
  const { processes } = served;
  const startedInMs = Date.now() - startedAt;
  const ready = describe({ tokens, ports, databases, ...served, startedInMs });
  undo.push(() => {
    writeReady = () => undefined;
    removeReadyFile(state);
  });
  writeReady = () => writeReadyFile(state, describe({ tokens, ports, databases, ...served, startedInMs }));
  writeReady();
  return { ready, processes, databaseEnded: databases.ended, stop: () => undo.run() };
}

function openDatabases(state: StateDirectory, options: HubOptions, undo: UndoStack): Promise<HubDatabases> {
  if (options.cloneOf === undefined) return openOwnDatabases(state, options, undo);
  return cloneDatabases(options.cloneOf, state, undo);
}

interface Ports {
  readonly gatewayPort: number;
  readonly imagingPorts: ImagingPorts;
  readonly subgraphPorts: Readonly<Record<string, number>>;
}

async function choosePorts(
  { port: wanted, dicomPort: wantedDicom, onProgress }: HubOptions,
  subgraphs: readonly string[],
  undo: UndoStack,
): Promise<{ readonly ports: Ports; readonly release: () => Promise<void> }> {
  const wishes = [wanted, wantedDicom, undefined, ...subgraphs.map(() => undefined)];
  const { ports: held, release } = await holdFreePorts(wishes);
  undo.push(release);
  const [gatewayPort = 0, dicom = 0, dicomweb = 0, ...others] = held;
  if (wanted !== undefined && wanted !== gatewayPort)
    onProgress?.(
      `port ${wanted} is in use, so the gateway takes ${gatewayPort}; \`npm start -- --port P\` chooses another 端口 ${wanted} 已被占用，改用 ${gatewayPort}`,
    );
  if (wantedDicom !== undefined && wantedDicom !== dicom)
    onProgress?.(
      `port ${wantedDicom} is in use, so images go to ${dicom}; \`npm start -- --dicom-port P\` chooses another 端口 ${wantedDicom} 已被占用，影像改发至 ${dicom}`,
    );
  const subgraphPorts = Object.fromEntries(subgraphs.map((name, position) => [name, others[position] ?? 0]));
  return { ports: { gatewayPort, imagingPorts: { dicomweb, dicom }, subgraphPorts }, release };
}

interface ServeParts {
  readonly options: HubOptions;
  readonly state: StateDirectory;
  readonly databases: HubDatabases;
  readonly onProgress: (step: string) => void;
  /** Frees the ports and starts the processes that listen on them. */
  readonly start: () => Promise<ReadonlyMap<string, SupervisedChild>>;
  readonly signal: AbortSignal | undefined;
}

/** The processes load their code while the province is made: on a first start that is most of the waiting. */
async function serve(parts: ServeParts): Promise<{
  readonly province: ProvinceChoice;
  readonly processes: ReadonlyMap<string, SupervisedChild>;
}> {
  const { options, state, databases, onProgress, start, signal } = parts;
  const { server } = databases;
  const begun = {
    server,
    passwordDirectory: state.keys,
    wanted: options.province ?? {},
    assistedShare: options.assistedShare,
    onProgress,
    signal,
  };
  const found = databases.province ?? (await findProvince(begun));
  const plantMarket = ({ seed }: ProvinceChoice): Promise<void> =>
    ensureMarket({ ...begun, databaseName: databases.databaseName, seed });
  const quiet = options.keepTemplates === true || options.beforeServing !== undefined;
  if (!quiet) {
    const [province, processes] = await Promise.all([
      (found === null ? loadProvince(begun) : Promise.resolve(found)).then(async (made) => {
        await plantMarket(made);
        await ensureCapture(server);
        return made;
      }),
      start(),
    ]);
    await openDemonstrationCase(server, databases.databaseName);
    return { province, processes };
  }
  const province = found ?? (await loadProvince(begun));
  await openDemonstrationCase(server, databases.databaseName);
  if (options.cloneOf === undefined) {
    await plantMarket(province);
    await ensureCapture(server);
  }
  if (options.keepTemplates === true) await keepTemplates(server);
  await options.beforeServing?.(databases);
  return { province, processes: await start() };
}

function describe(parts: {
  readonly tokens: Readonly<Record<ApplicationName, string>>;
  readonly ports: Ports;
  readonly databases: HubDatabases;
  readonly province: ProvinceChoice;
  readonly processes: ReadonlyMap<string, SupervisedChild>;
  readonly startedInMs: number;
}): ReadyHub {
  const { tokens, ports, databases, province, processes, startedInMs } = parts;
  return {
    url: gatewayUrl(ports.gatewayPort),
    tokens,
    pids: {
      launcher: process.pid,
      postgres: databases.pid,
      ...Object.fromEntries([...processes].map(([name, child]) => [name, child.pid ?? 0])),
    },
    subgraphs: Object.fromEntries(
      Object.entries(ports.subgraphPorts).map(([name, port]) => [name, subgraphUrl(port)]),
    ),
    imaging: imagingAddresses(ports.imagingPorts),
    postgres: { host: databases.server.host, port: databases.server.port },
    databases: Object.fromEntries(ALL_DATABASES.map((name) => [name, databases.databaseName(name)])),
    province,
    startedInMs,
  };
}
