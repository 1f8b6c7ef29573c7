import { readFileSync, rmSync } from 'node:fs';
import type { ImagingAddresses } from '../configuration/imaging-configuration.ts';
import type { ApplicationName } from '../issuer/applications.ts';
import { stateDirectory, type StateDirectory } from '../state/state-directory.ts';
import { writeFileWhole } from '../state/write-file-whole.ts';

/** What scripts read of a running hub. The file is there exactly while the hub is up. */
export interface ReadyHub {
  /** The gateway; questions go to `<url>/graphql`. */
  readonly url: string;
  readonly tokens: Readonly<Record<ApplicationName, string>>;
  /** `launcher`, `postgres`, `gateway`, `imaging-archive` and each subgraph by name. */
  readonly pids: Readonly<Record<string, number>>;
  /** GraphQL end points of the subgraphs, which refuse whoever has no grant. */
  readonly subgraphs: Readonly<Record<string, string>>;
  /** Where hospitals send images, and where they are shown from. */
  readonly imaging: ImagingAddresses;
  readonly postgres: { readonly host: string; readonly port: number };
  /** Name of each database on that server, by its ordinary name. */
  readonly databases: Readonly<Record<string, string>>;
  readonly province: { readonly residents: number; readonly seed: number };
  /** Milliseconds from the launcher's start until it was up. */
  readonly startedInMs: number;
}

export function writeReadyFile(state: StateDirectory, ready: ReadyHub): void {
  writeFileWhole(state.readyFile, `${JSON.stringify(ready, null, 2)}\n`);
}

export function removeReadyFile(state: StateDirectory): void {
  rmSync(state.readyFile, { force: true });
}

/** Reads what a running hub left for scripts; null where none is up. A launcher that was killed left a lie: that too is null. */
export function readReadyFile(statePath: string): ReadyHub | null {
  let ready: ReadyHub;
  try {
    ready = JSON.parse(readFileSync(stateDirectory(statePath).readyFile, 'utf8')) as ReadyHub;
  } catch {
    return null;
  }
  return isAlive(ready.pids['launcher']) ? ready : null;
}

/** What a running hub left; throws, saying what to do, where none is up. */
export function requireHub(statePath: string): ReadyHub {
  const hub = readReadyFile(statePath);
  if (hub === null) throw new Error('no hub is running; start it with `npm start`');
  return hub;
}

function isAlive(pid: number | undefined): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
