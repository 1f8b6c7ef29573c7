import { createAskGraph, type AskGraph } from '../ask-graph.ts';
import { followRun } from '../follow-run.ts';
import type { ReadyHub } from '../launch/ready-file.ts';

/** A run as the graph shows it. */
export interface AuditRun {
  readonly runId: string;
  readonly status: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  readonly audit: { readonly name: string; readonly title: string; readonly titleChinese: string } | null;
  readonly auditVersion: number;
  /** The values of its parameters, as JSON text. */
  readonly parameters: string;
  readonly policyVersion: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly mode: 'CASES' | 'SWEEP' | 'SUPERVISION';
  readonly asOf: string | null;
  readonly populationSeen: number;
  /** Of live rules. */
  readonly findingCount: number;
  /** Of rules in their shadow. */
  readonly shadowFindingCount: number;
  readonly cannotTellCount: number;
  /** Of a standing run: what supervision saw gone. None of it is in the other counts. */
  readonly withdrawnCount: number;
  readonly progressStep: string | null;
  readonly progressDone: number;
  readonly progressTotal: number | null;
  readonly ruleStates: readonly {
    readonly ruleId: string;
    readonly stage: 'SHADOW' | 'LIVE';
    readonly state: 'COMPLETE' | 'CANNOT_VERIFY' | null;
    readonly missing: string | null;
  }[];
  readonly errorCode: string | null;
  readonly errorDetail: string | null;
}

/** Runs that were asked for together. */
export interface AuditRound {
  readonly roundId: string;
  readonly runs: readonly AuditRun[];
}

export interface SavedAudit {
  readonly name: string;
  readonly version: number;
  readonly title: string;
  readonly titleChinese: string;
  readonly owner: string;
  readonly sharing: 'PRIVATE' | 'PROPOSED' | 'SHARED';
  readonly definitionHash: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly type: string;
    readonly defaultValue: string;
  }[];
  readonly rules: readonly {
    readonly id: string;
    readonly version: number;
    readonly statute: string;
    readonly stage: 'SHADOW' | 'LIVE';
  }[];
}

export interface Finding {
  readonly findingId: string;
  readonly ruleId: string;
  readonly ruleVersion: number;
  readonly statute: string;
  readonly stage: 'SHADOW' | 'LIVE';
  readonly outcome: 'YES' | 'CANNOT_TELL';
  /** When supervision saw it gone; null while it stands. */
  readonly withdrawnAt: string | null;
  readonly missing: string | null;
  readonly caseNumber: string | null;
  readonly householdNumber: string | null;
  readonly person: { readonly pseudonym: string | null } | null;
  readonly division: string;
  readonly matchTier: string;
  readonly evidence: readonly {
    readonly path: string;
    readonly sourceAgency: string;
    readonly sourceType: string;
    readonly sourceField: string;
    readonly sourceRecordKey: string;
    readonly value: string;
    readonly asOf: string;
    readonly fetchedAt: string;
    readonly matchTier: string;
  }[];
}

export interface ParameterInput {
  readonly name: string;
  /** JSON text. */
  readonly value: string;
}

/** The fields of an `AuditRun`. */
export const RUN = `runId status auditVersion parameters policyVersion mode asOf startedAt finishedAt populationSeen findingCount
  shadowFindingCount cannotTellCount withdrawnCount progressStep progressDone progressTotal
  ruleStates { ruleId stage state missing } errorCode errorDetail audit { name title titleChinese }`;
const ROUND = `roundId runs { ${RUN} }`;

/** Audits through the graph, as the auditor. */
export interface AuditClient {
  /** Any question. */
  readonly ask: Ask;
  readonly askRecorded: AskGraph;
  list(): Promise<readonly SavedAudit[]>;
  start(name: string, parameters: readonly ParameterInput[], manner?: RunManner): Promise<AuditRun>;
  /** Starts a run of each audit, all or none. */
  startRound(
    names: readonly string[],
    parameters: readonly ParameterInput[],
    manner?: Omit<RunManner, 'listId'>,
  ): Promise<AuditRound>;
  /** Null where there is no such round. */
  round(roundId: string): Promise<AuditRound | null>;
  cancel(runId: string): Promise<AuditRun>;
  cancelRound(roundId: string): Promise<AuditRound>;
  /** Null where there is no such run. */
  run(runId: string): Promise<AuditRun | null>;
  /** The latest run of an audit of those that are wanted (that have ended well), else of all; null where there is none. */
  latestRun(name: string, isWanted?: (run: AuditRun) => boolean): Promise<AuditRun | null>;
  /** Follows a run to its end. */
  follow(runId: string, onProgress: (run: AuditRun) => void): Promise<AuditRun>;
  /** Follows a round until the last of its runs has ended. */
  followRound(roundId: string, onProgress: (round: AuditRound) => void): Promise<AuditRound>;
  /** The first findings of a run, with their evidence. */
  findings(runId: string, first: number): Promise<readonly Finding[]>;
}

/** How a run goes about it; left out: as the hub usually does, over the sources as they are. */
export interface RunManner {
  readonly mode?: 'CASES' | 'SWEEP' | undefined;
  /** RFC 3339. */
  readonly asOf?: string | undefined;
  /** A list of the caller's: only the cases to which it leads. */
  readonly listId?: string | undefined;
}

/** As `AskGraph`, where nobody wants the receipt. */
export type Ask = <T>(query: string, variables?: Readonly<Record<string, unknown>>) => Promise<T>;

export function createAuditClient(hub: Pick<ReadyHub, 'url' | 'tokens'>): AuditClient {
  const askRecorded = createAskGraph(hub, 'auditor');
  const ask: Ask = async <T>(query: string, variables?: Readonly<Record<string, unknown>>) =>
    (await askRecorded<T>(query, variables)).data;
  const run = async (runId: string): Promise<AuditRun | null> =>
    (
      await ask<{ auditRun: AuditRun | null }>(
        `query Run($runId: ID!) { auditRun(runId: $runId) { ${RUN} } }`,
        { runId },
      )
    ).auditRun;
  return {
    ask,
    askRecorded,
    ...roundsThrough(ask),
    run,
    list: () => listAudits(ask),
    latestRun: async (name, isWanted = ({ status }) => status === 'SUCCEEDED') => {
      const { auditRuns } = await ask<{ auditRuns: { nodes: readonly AuditRun[] } }>(
        `query Latest($name: ID!) {
           auditRuns(
             first: 20, filter: { auditName: { eq: $name } }, orderBy: { field: STARTED_AT, direction: DESC }
           ) { nodes { ${RUN} } }
         }`,
        { name },
      );
      const { nodes } = auditRuns;
      return nodes.find(isWanted) ?? nodes[0] ?? null;
    },
    start: async (name, parameters, manner = {}) =>
      (
        await ask<{ runAudit: AuditRun }>(
          `mutation Start(
             $name: ID!, $parameters: [AuditParameterInput!], $mode: AuditRunMode, $asOf: DateTime,
             $listId: ID
           ) {
             runAudit(name: $name, parameters: $parameters, mode: $mode, asOf: $asOf, listId: $listId) { ${RUN} }
           }`,
          { name, parameters, ...manner },
        )
      ).runAudit,
    cancel: async (runId) =>
      (
        await ask<{ cancelAuditRun: AuditRun }>(
          `mutation Cancel($runId: ID!) { cancelAuditRun(runId: $runId) { ${RUN} } }`,
          { runId },
        )
      ).cancelAuditRun,
    follow: (runId, onProgress) => followRun(() => run(runId), hasEnded, onProgress),
    findings: (runId, first) => listFindings(ask, runId, first),
  };
}

function roundsThrough(ask: Ask): Pick<AuditClient, 'startRound' | 'round' | 'cancelRound' | 'followRound'> {
  const round = async (roundId: string): Promise<AuditRound | null> =>
    (
      await ask<{ auditRound: AuditRound | null }>(
        `query Round($roundId: ID!) { auditRound(roundId: $roundId) { ${ROUND} } }`,
        { roundId },
      )
    ).auditRound;
  return {
    startRound: async (names, parameters, manner = {}) =>
      (
        await ask<{ runAudits: AuditRound }>(
          `mutation Start($names: [ID!]!, $parameters: [AuditParameterInput!], $mode: AuditRunMode, $asOf: DateTime) {
             runAudits(names: $names, parameters: $parameters, mode: $mode, asOf: $asOf) { ${ROUND} }
           }`,
          { names, parameters, ...manner },
        )
      ).runAudits,
    round,
    cancelRound: async (roundId) =>
      (
        await ask<{ cancelAuditRound: AuditRound }>(
          `mutation Cancel($roundId: ID!) { cancelAuditRound(roundId: $roundId) { ${ROUND} } }`,
          { roundId },
        )
      ).cancelAuditRound,
    followRound: (roundId, onProgress) =>
      followRun(
        () => round(roundId),
        ({ runs }) => runs.every(hasEnded),
        onProgress,
      ),
  };
}

function hasEnded({ status }: AuditRun): boolean {
  return status !== 'QUEUED' && status !== 'RUNNING';
}

async function listAudits(ask: Ask): Promise<readonly SavedAudit[]> {
  const { savedAudits } = await ask<{ savedAudits: { nodes: readonly SavedAudit[] } }>(
    `query Audits {
       savedAudits(first: 100, orderBy: { field: NAME }) {
         nodes {
           name version title titleChinese owner sharing definitionHash
           parameters { name type defaultValue }
           rules { id version statute stage }
         }
       }
     }`,
    {},
  );
  return savedAudits.nodes;
}

async function listFindings(ask: Ask, runId: string, first: number): Promise<readonly Finding[]> {
  const { findings } = await ask<{ findings: { nodes: readonly Finding[] } }>(
    `query Findings($runId: ID!, $first: Int) {
       findings(first: $first, filter: { runId: { eq: $runId } }, orderBy: { field: CASE_NUMBER }) {
         nodes {
           findingId ruleId ruleVersion statute stage outcome withdrawnAt missing caseNumber householdNumber division matchTier
           person { pseudonym }
           evidence { path sourceAgency sourceType sourceField sourceRecordKey value asOf fetchedAt matchTier }
         }
       }
     }`,
    { runId, first },
  );
  return findings.nodes;
}
