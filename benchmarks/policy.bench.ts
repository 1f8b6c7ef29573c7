import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSupergraph } from '../gateway/supergraph/supergraph.ts';
import { chanceOf, randomOperation } from '../hub/testing/random-operation.ts';
import type { Benchmark, BenchmarkResult } from './benchmark.ts';
import { type CompileSpeed, measureCompile } from './policy/compile-speed.ts';
import { type DecisionSpeed, measureDecisions } from './policy/decision-speed.ts';
import { type EnforcementCost, measureEnforcement } from './policy/enforcement-cost.ts';
import { openInMemoryGateway } from './policy/in-memory-gateway.ts';

/** What a department asks about families, all of it shown as it is: six agencies, an answer of some 35 kB. */
const OPERATION = readFileSync(join(import.meta.dirname, 'policy/families.graphql'), 'utf8');
/** What a hospital asks: rows of its region alone, with identities masked and pseudonyms made by the gateway. */
const MASKED_OPERATION = readFileSync(join(import.meta.dirname, 'policy/patients.graphql'), 'utf8');
const RANDOM_OPERATIONS = 50;

/** Figures of the policy engine: compiling, looking up, deciding, and what enforcement takes of the gateway's time. */
export const benchmark: Benchmark = {
  summary: 'compiling policies, deciding operations, and the share of gateway CPU that enforcement takes',
  options: {},
  async run({ progress }) {
    progress('compiling');
    const compiled = measureCompile();
    const gateway = await openInMemoryGateway(progress);
    try {
      const headers = {
        authorization: `Bearer ${await gateway.tokenOf('social-assistance')}`,
        'sluice-purpose': 'assistance-eligibility',
      };
      progress('deciding');
      const bodies = [{ query: OPERATION }, ...randomBodies()];
      const decided = await measureDecisions(
        gateway.spine,
        bodies.map((body) => ({ body, headers })),
      );
      progress('enforcing');
      const body = JSON.stringify({ query: OPERATION });
      const plain = await measureEnforcement(gateway.spine, { body, headers });
      const masked = await measureEnforcement(gateway.spine, {
        body: JSON.stringify({ query: MASKED_OPERATION }),
        headers: {
          authorization: `Bearer ${await gateway.tokenOf('hospital')}`,
          'sluice-purpose': 'diagnosis',
        },
        findWrong: unmaskedIn,
      });
      return resultOf(compiled, decided, { plain, masked });
    } finally {
      await gateway.close();
    }
  },
};

/** Invented identities have no shape that a mask knows, so they are hidden whole; every pseudonym is made. */
function unmaskedIn(data: string): readonly string[] {
  const { medicalClaims } = JSON.parse(data) as Patients;
  const people = medicalClaims.nodes.map(({ person }) => person);
  const wrong = people.filter(
    ({ id, pseudonym }) => !/^\*+$/u.test(id) || !/^PSN:[A-Z2-7]{60,}$/u.test(pseudonym),
  );
  if (people.length === 0) return ['nobody is answered of whom anything is masked'];
  return wrong.map((person) => `not masked as it must be: ${JSON.stringify(person)}`);
}

interface Patients {
  readonly medicalClaims: {
    readonly nodes: readonly { readonly person: { readonly id: string; readonly pseudonym: string } }[];
  };
}

/** Operations with filters and orderings over the whole graph; those that are refused as a whole are left out. */
function randomBodies(): readonly object[] {
  const file = join(import.meta.dirname, '..', 'gateway/supergraph/generated/supergraph.graphql');
  const { schema } = readSupergraph(readFileSync(file, 'utf8'));
  const values = { String: ['DIBAO'], Int: [1], Date: ['2026-01-01'], DivisionCode: ['230100'] };
  const chance = chanceOf(1);
  return Array.from({ length: RANDOM_OPERATIONS }, () => {
    const { query, variables } = randomOperation({ schema, values, prefer: () => true }, chance);
    return { query, variables };
  });
}

function resultOf(
  compiled: CompileSpeed,
  decided: DecisionSpeed,
  { plain, masked }: { readonly plain: EnforcementCost; readonly masked: EnforcementCost },
): BenchmarkResult {
  const rounded = (value: number): number => Math.round(value * 1000) / 1000;
  const figures = {
    fields: compiled.fields,
    rules: compiled.rules,
    compile_ms: rounded(compiled.compileMs),
    compile_new_documents_ms: rounded(compiled.newDocumentsMs),
    lookup_us: rounded(compiled.lookUpUs),
    operations: decided.operations,
    uses: decided.uses,
    decision_us: rounded(decided.decisionUs),
    slowest_decision_us: rounded(decided.slowestUs),
    enforcement_cost: rounded(masked.share),
    enforcement_cost_visible: rounded(plain.share),
    exchange_cpu_ms: rounded(masked.cpuMs),
    exchange_cpu_ms_without: rounded(masked.cpuMsWithout),
    visible_cpu_ms: rounded(plain.cpuMs),
    visible_cpu_ms_without: rounded(plain.cpuMsWithout),
    answer_bytes: masked.answerBytes,
    visible_answer_bytes: plain.answerBytes,
    rounds: masked.rounds,
  };
  const rows = Object.entries(figures).map(([figure, value]) => ({ figure, value }));
  return { rows, figures, wrong: [...compiled.wrong, ...plain.wrong, ...masked.wrong] };
}
