import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { findFreePorts } from '../processes/free-port.ts';
import { dicomTool } from './dicom-tool.ts';
import { makeScratchDirectory } from './scratch-directory.ts';

const STARTS_WITHIN_MS = 60_000;

/** Starts an Orthanc with its DICOMweb plugin, set as the reference says: all text is UTF-8, metadata are whole. */
export async function startOrthanc(): Promise<TestOrthanc> {
  const [http = 0, dicom = 0] = await findFreePorts([undefined, undefined]);
  const orthanc = new TestOrthanc(http, dicom);
  await orthanc.start();
  return orthanc;
}

/** A real Orthanc of one test's own, with storage, ports and a user of its own. */
export class TestOrthanc {
  readonly url: string;
  readonly user = 'sluice';
  readonly password = 'of-a-test';
  readonly dicom: { readonly host: string; readonly port: number; readonly aeTitle: string };
  readonly #directory = makeScratchDirectory('orthanc');
  readonly #httpPort: number;
  #process: ChildProcess | null = null;

  constructor(httpPort: number, dicomPort: number) {
    this.#httpPort = httpPort;
    this.url = `http://127.0.0.1:${httpPort}`;
    this.dicom = { host: '127.0.0.1', port: dicomPort, aeTitle: 'ORTHANC' };
  }

  /** Asks its REST interface; `path` begins with a slash. Fails where the answer is no success. */
  async ask(path: string, init: { method?: string; body?: string | Uint8Array } = {}): Promise<Response> {
    const { method = 'GET', body } = init;
    const credentials = Buffer.from(`${this.user}:${this.password}`).toString('base64');
    const headers = { authorization: `Basic ${credentials}` };
    const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : Uint8Array.from(body) };
    const answer = await fetch(this.url + path, { method, headers, ...sent });
    if (!answer.ok) throw new Error(`Orthanc answers ${path} with ${answer.status}`);
    return answer;
  }

  /** Starts it, also again on what it kept. */
  async start(): Promise<void> {
    const file = join(this.#directory, 'orthanc.json');
    writeFileSync(file, JSON.stringify(this.#configuration()));
    const started = spawn(dicomTool('Orthanc'), [file], { stdio: 'ignore' });
    this.#process = started;
    const giveUpAt = Date.now() + STARTS_WITHIN_MS;
    while (!(await this.#answers())) {
      if (started.exitCode !== null || Date.now() > giveUpAt) throw new Error('Orthanc did not start');
      await wait(100);
    }
  }

  /** Ends it, or kills it in the midst of whatever it does; what it keeps stays. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    const running = this.#process;
    this.#process = null;
    if (running === null || running.exitCode !== null) return;
    const exited = once(running, 'exit');
    running.kill(signal);
    await exited;
  }

  /** Ends it and removes what it kept. */
  async dispose(): Promise<void> {
    await this.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  #answers(): Promise<boolean> {
    return this.ask('/system').then(
      () => true,
      () => false,
    );
  }

  #configuration(): object {
    const storage = join(this.#directory, 'storage');
    mkdirSync(storage, { recursive: true });
    return {
      StorageDirectory: storage,
      IndexDirectory: storage,
      Plugins: [dicomTool('libOrthancDicomWeb.so')],
      HttpPort: this.#httpPort,
      DicomPort: this.dicom.port,
      DicomAet: this.dicom.aeTitle,
      RemoteAccessAllowed: false,
      AuthenticationEnabled: true,
      RegisteredUsers: { [this.user]: this.password },
      DefaultEncoding: 'Utf8',
      DicomModalitiesInDatabase: true,
      DicomAssociationCloseDelay: 0,
      // A test's archive needs to survive no power cut.
      SyncStorageArea: false,
      DicomWeb: {
        Enable: true,
        Root: '/dicom-web/',
        EnableWado: false,
        StudiesMetadata: 'Full',
        SeriesMetadata: 'Full',
      },
    };
  }
}
