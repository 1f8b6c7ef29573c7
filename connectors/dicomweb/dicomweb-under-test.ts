import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { CONTRACT_ROWS } from '../contract-rows.ts';
import type { SourceRow } from '../contract.ts';
import type { SourceUnderTest } from '../contract-suite.ts';
import { createDicomwebConnector } from './dicomweb-connector.ts';
import type { DicomwebColumn, DicomwebRelation } from './dicomweb-source.ts';

const ROOT = '2.25.318';
const WIDE = { rows: 48, padding: 1_000_000 };
/** Of the wide relation: a series is longer than what the connection holds on its way. */
const ROWS_A_SERIES = 12;
const SLOW_MS = 30_000;
/** The accession number of each relation's one study. */
const STUDIES = { contract_row: 'ROW', contract_wide: 'WIDE', contract_slow: 'SLOW' } as const;

const RECORD: DicomwebColumn = { tag: '00200013', type: 'whole', isListed: true };
const COLUMNS: Readonly<Record<string, DicomwebColumn & { readonly vr: string }>> = {
  record_id: { ...RECORD, vr: 'IS' },
  family: { tag: '00181030', type: 'text', vr: 'LO' },
  label: { tag: '0040A160', type: 'text', vr: 'UT' },
  amount: { tag: '00181000', type: 'whole', vr: 'LO' },
  ratio: { tag: '00189073', type: 'number', vr: 'FD' },
  day: { tag: '00080022', type: 'day', vr: 'DA' },
  month: { tag: '00181020', type: 'month', vr: 'LO' },
  seen_at: { tag: '0008002A', type: 'instant', vr: 'DT' },
  is_open: { tag: '00280301', type: 'boolean', vr: 'CS' },
  division: { tag: '00081090', type: 'text', vr: 'LO' },
};
const relationOf = (name: keyof typeof STUDIES, columns: DicomwebRelation['columns']): DicomwebRelation => ({
  level: 'instance',
  filters: { AccessionNumber: STUDIES[name] },
  columns,
});
const RELATIONS = {
  contract_row: relationOf('contract_row', COLUMNS),
  contract_wide: relationOf('contract_wide', {
    record_id: RECORD,
    padding: { tag: '0040A160', type: 'text' },
  }),
  contract_slow: relationOf('contract_slow', { record_id: RECORD }),
};

/** A real Orthanc that a test started. */
export interface OwnOrthanc {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  ask(path: string, init?: { method: string; body: Uint8Array }): Promise<unknown>;
  stop(signal: 'SIGKILL'): Promise<void>;
  start(): Promise<void>;
  dispose(): Promise<void>;
}

type DicomElement = readonly [tag: string, vr: string, value: Uint8Array | string];
/** Writes a DICOM file. */
type WriteObject = (
  uids: { readonly study: string; readonly series: string; readonly instance: string },
  elements: readonly DicomElement[],
) => Uint8Array;

/** A real Orthanc, behind a link that can be watched, is slow for one study, and breaks with it. */
export async function createDicomwebUnderTest(
  orthanc: OwnOrthanc,
  write: WriteObject,
): Promise<SourceUnderTest> {
  await fill(orthanc, write);
  const link = await watchedLink(orthanc);
  const credentials = Buffer.from(`${orthanc.user}:${orthanc.password}`).toString('base64');
  return {
    wide: WIDE,
    patienceMs: 8_000,
    connect: (limits = {}) =>
      createDicomwebConnector({
        url: `${link.url}/dicom-web`,
        authorization: () => `Basic ${credentials}`,
        relations: RELATIONS,
        poolSize: 4,
        maxRows: 1_000,
        ...limits,
      }),
    openStatements: () => Promise.resolve(link.open.size),
    waitsForReader: () => Promise.resolve(link.isHeldBack()),
    waitsToSend: () => Promise.resolve(link.isHeldBack()),
    stop: async () => {
      await orthanc.stop('SIGKILL');
      link.cut();
    },
    start: () => orthanc.start(),
    dispose: async () => {
      link.close();
      await orthanc.dispose();
    },
  };
}

interface WatchedLink {
  readonly url: string;
  /** What is being answered. */
  readonly open: ReadonlySet<ServerResponse>;
  /** Whether an answer waits for whoever reads it. */
  isHeldBack(): boolean;
  /** Breaks off whatever is being answered. */
  cut(): void;
  close(): void;
}

async function watchedLink(orthanc: OwnOrthanc): Promise<WatchedLink> {
  const open = new Set<ServerResponse>();
  const server = createServer((asked, answer) => {
    open.add(answer);
    answer.on('close', () => open.delete(answer));
    void passOn(orthanc, asked, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    open,
    isHeldBack: () => [...open].some((answer) => answer.writableNeedDrain),
    cut: () => {
      for (const answer of open) answer.destroy();
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function passOn(orthanc: OwnOrthanc, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
  const path = asked.url ?? '';
  if (path.includes(`=${STUDIES.contract_slow}`)) await patience(answer);
  if (answer.destroyed) return;
  // Where Orthanc is away the link breaks, and does not answer in its place.
  const passed = request(orthanc.url + path, { headers: asked.headers }, (found) => {
    answer.writeHead(found.statusCode ?? 500, found.headers);
    found.pipe(answer);
    found.on('error', () => answer.destroy());
  });
  passed.on('error', () => answer.destroy());
  answer.on('close', () => passed.destroy());
  passed.end();
}

/** Until the slow study may be answered, or nobody waits for it any more. */
async function patience(answer: ServerResponse): Promise<void> {
  const given = new AbortController();
  answer.on('close', () => given.abort());
  await wait(SLOW_MS, undefined, { signal: given.signal }).catch(() => undefined);
}

async function fill(orthanc: OwnOrthanc, write: WriteObject): Promise<void> {
  const store = async (
    [study, series, instance]: readonly [number, number, number],
    name: keyof typeof STUDIES,
    elements: readonly DicomElement[],
  ): Promise<void> => {
    const uids = {
      study: `${ROOT}.${study}`,
      series: `${ROOT}.${study}.${series}`,
      instance: `${ROOT}.${study}.${series}.${instance}`,
    };
    const about: readonly DicomElement[] = [
      ['00080050', 'SH', STUDIES[name]],
      ['00100020', 'LO', `PATIENT${study}`],
      ['00200013', 'IS', String(instance)],
    ];
    await orthanc.ask('/instances', { method: 'POST', body: write(uids, [...about, ...elements]) });
  };
  for (const row of CONTRACT_ROWS) {
    const record = Number(row['record_id']);
    // In three series, out of order.
    await store([1, record % 3, record], 'contract_row', elementsOf(row));
  }
  for (let record = 1; record <= WIDE.rows; record += 1)
    await store([2, Math.ceil(record / ROWS_A_SERIES), record], 'contract_wide', [
      ['0040A160', 'UT', 'x'.repeat(WIDE.padding)],
    ]);
  await store([3, 1, 1], 'contract_slow', []);
}

/** A row as attributes; what is null is left out. */
function elementsOf(row: SourceRow): readonly DicomElement[] {
  return Object.entries(COLUMNS).flatMap(([name, { tag, vr }]): readonly DicomElement[] => {
    const value = row[name] ?? null;
    if (value === null || name === 'record_id') return [];
    if (typeof value === 'boolean') return [[tag, vr, value ? 'YES' : 'NO']];
    if (vr === 'FD') return [[tag, vr, new Uint8Array(Float64Array.of(Number(value)).buffer)]];
    if (vr === 'DA') return [[tag, vr, String(value).replaceAll('-', '')]];
    if (vr === 'DT') return [[tag, vr, `${String(value).replace(/[-:TZ]/gu, '')}0000+0000`]];
    return [[tag, vr, String(value)]];
  });
}
