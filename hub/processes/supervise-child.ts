import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface ChildSpec {
  readonly name: string;
  /** A TypeScript file and its arguments. */
  readonly args: readonly string[];
  /** Takes everything that the process prints. */
  readonly logFile: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Told in words when the process ends of itself and is started again. */
  readonly onTrouble: (message: string) => void;
  /** Told when it listens again, under another process id. */
  readonly onRestart: () => void;
}

/** A Node process of ours that is kept running. It ends when we end: it watches the pipe that is its standard input. */
export interface SupervisedChild {
  readonly name: string;
  /** Null while there is no process. */
  readonly pid: number | null;
  readonly port: number;
  /** Ends the process: asked first, killed after ten seconds. */
  stop(): Promise<void>;
  /** Starts it once more after `stop`; resolves when it listens. */
  start(): Promise<void>;
}

const LISTEN_DEADLINE_MS = 120_000;
const STOP_DEADLINE_MS = 10_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
/** A process that ran so long is not the one that kept crashing. */
const STEADY_MS = 60_000;
const LOG_BYTES = 16 * 2 ** 20;

/** Starts a process that prints `{"listening": port}` when it serves; rejects with the end of its log if it does not. */
export async function superviseChild(spec: ChildSpec): Promise<SupervisedChild> {
  const child = new KeptChild(spec);
  await child.start();
  return child;
}

class KeptChild implements SupervisedChild {
  readonly name: string;
  port = 0;
  readonly #spec: ChildSpec;
  #process: ChildProcess | null = null;
  #wanted = false;
  #pauseMs = FIRST_PAUSE_MS;

  constructor(spec: ChildSpec) {
    this.name = spec.name;
    this.#spec = spec;
    rotate(spec.logFile);
  }

  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  async start(): Promise<void> {
    this.#wanted = true;
    await this.#launch();
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    const child = this.#process;
    if (child === null || hasEnded(child)) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
    await ended;
    clearTimeout(impatience);
  }

  async #launch(): Promise<void> {
    const startedAt = Date.now();
    const { child, logStart } = spawnLogged(this.#spec);
    this.#process = child;
    let listens = false;
    child.once('exit', () => {
      this.#process = null;
      if (this.#wanted && listens) void this.#relaunch(Date.now() - startedAt);
    });
    const port = await listeningPort(child, this.#spec.logFile, logStart);
    if (port === null) {
      await this.#giveUp(child);
      const end = endOf(this.#spec.logFile, logStart);
      throw new Error(`\`${this.name}\` did not start; the end of \`${this.#spec.logFile}\`:\n${end}`);
    }
    listens = true;
    this.port = port;
    // It may have ended between its last word and here.
    if (hasEnded(child) && this.#wanted) void this.#relaunch(Date.now() - startedAt);
  }

  async #giveUp(child: ChildProcess): Promise<void> {
    if (hasEnded(child)) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async #relaunch(ranMs: number): Promise<void> {
    if (ranMs > STEADY_MS) this.#pauseMs = FIRST_PAUSE_MS;
    for (;;) {
      this.#spec.onTrouble(`\`${this.name}\` ended; starting it again in ${this.#pauseMs / 1000} s`);
      await sleep(this.#pauseMs, undefined, { ref: false });
      this.#pauseMs = Math.min(this.#pauseMs * 2, LONGEST_PAUSE_MS);
      if (!this.#wanted || this.#process !== null) return;
      try {
        await this.#launch();
        this.#spec.onTrouble(`\`${this.name}\` is up again`);
        this.#spec.onRestart();
        return;
      } catch {
        // Its log says why; the next round says that it ended.
      }
    }
  }
}

function spawnLogged({ args, logFile, environment }: ChildSpec): {
  readonly child: ChildProcess;
  readonly logStart: number;
} {
  const log = openSync(logFile, 'a', 0o600);
  try {
    const logStart = statSync(logFile).size;
    // A session of its own: Ctrl-C reaches the launcher alone, which then ends everything in order.
    const child = spawn(process.execPath, args, {
      stdio: ['pipe', log, log],
      detached: true,
      env: { ...process.env, ...environment },
    });
    child.stdin?.on('error', () => undefined);
    child.on('error', () => undefined);
    return { child, logStart };
  } finally {
    closeSync(log);
  }
}

/** The port that the process says it listens on; null where it ends or says nothing. */
async function listeningPort(child: ChildProcess, logFile: string, from: number): Promise<number | null> {
  const deadline = Date.now() + LISTEN_DEADLINE_MS;
  while (Date.now() < deadline) {
    const line = /^\{"listening": ?(\d+)[,}]/mu.exec(readFrom(logFile, from));
    if (line) return Number(line[1]);
    if (hasEnded(child) || child.pid === undefined) return null;
    await sleep(25);
  }
  return null;
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function readFrom(path: string, position: number): string {
  const file = openSync(path, 'r');
  try {
    const bytes = Buffer.alloc(64 * 1024);
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, position));
  } finally {
    closeSync(file);
  }
}

function endOf(path: string, from: number): string {
  const size = statSync(path).size;
  return readFrom(path, Math.max(from, size - 4_000))
    .trimEnd()
    .split('\n')
    .slice(-12)
    .join('\n');
}

function rotate(logFile: string): void {
  mkdirSync(dirname(logFile), { recursive: true, mode: 0o700 });
  const size = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LOG_BYTES) renameSync(logFile, `${logFile}.1`);
}
