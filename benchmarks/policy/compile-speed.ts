import { compilePolicies, type PolicySet, type PolicySource } from '../../policies/compile-policy.ts';
import { decidePlainly } from '../../policies/testing/decide-plainly.ts';
import { type DecisionTable, type FieldCoordinate, type Use, USES } from '../../policies/vocabulary.ts';
import { LARGE_PURPOSE, LARGE_SUBJECT, largePolicies } from './large-policies.ts';

export interface CompileSpeed {
  readonly fields: number;
  readonly rules: number;
  /** Policies with one whole table, where the catalogue and the documents' digests are known. */
  readonly compileMs: number;
  /** The same of documents that were never seen, so with their digests, which the version is made of. */
  readonly newDocumentsMs: number;
  readonly lookUpUs: number;
  readonly wrong: readonly string[];
}

const FIELDS = 500;
const RULES = 500;
const ROUNDS = 200;
const NOW = new Date('2026-11-01T12:00:00+08:00');

/** The least time of many rounds: what the work itself takes when nothing else runs. */
export function leastMs(rounds: number, work: (round: number) => void): number {
  let least = Infinity;
  for (let round = 0; round < rounds; round += 1) {
    const started = performance.now();
    work(round);
    least = Math.min(least, performance.now() - started);
  }
  return least;
}

/** Compiles large policies again and again, decides every cell, and looks every cell up. */
export function measureCompile(): CompileSpeed {
  const source = largePolicies(FIELDS, RULES);
  const compileMs = leastMs(ROUNDS, () => void tableOf(compilePolicies(source)));
  const unseen = Array.from({ length: ROUNDS }, () => ({
    ...source,
    documents: structuredClone(source.documents),
  }));
  const newDocumentsMs = leastMs(ROUNDS, (round) => void tableOf(compilePolicies(unseen[round] ?? source)));
  const table = tableOf(compilePolicies(source));
  const cells = [...source.catalogue.keys()].flatMap((coordinate) =>
    USES.map((use) => ({ coordinate, use })),
  );
  let permits = 0;
  const lookUpMs = leastMs(ROUNDS, () => {
    permits = 0;
    for (const { coordinate, use } of cells)
      if (table.decide(coordinate, use).effect === 'permit') permits += 1;
  });
  return {
    fields: FIELDS,
    rules: RULES,
    compileMs,
    newDocumentsMs,
    lookUpUs: (lookUpMs * 1000) / cells.length,
    wrong: wrongIn(source, table, cells, permits),
  };
}

function tableOf(policies: PolicySet): DecisionTable {
  return policies.table(LARGE_SUBJECT, LARGE_PURPOSE, NOW, false);
}

/** A sample of cells as a reading of all rules decides them; slow, so not all. */
function wrongIn(
  source: PolicySource,
  table: DecisionTable,
  cells: readonly { readonly coordinate: FieldCoordinate; readonly use: Use }[],
  permits: number,
): readonly string[] {
  const wrong = cells
    .filter((_, index) => index % 101 === 0)
    .filter(({ coordinate, use }) => {
      const asked = {
        subject: LARGE_SUBJECT,
        purpose: LARGE_PURPOSE,
        at: NOW,
        hasCase: false,
        coordinate,
        use,
      };
      return JSON.stringify(decidePlainly(source, asked)) !== JSON.stringify(table.decide(coordinate, use));
    })
    .map(({ coordinate, use }) => `the large policies decide ${coordinate}:${use} otherwise`);
  return permits > 0 ? wrong : [...wrong, 'the large policies permit nothing'];
}
