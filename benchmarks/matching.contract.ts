import { expect, test } from '@jest/globals';
import { benchmark } from './matching.bench.ts';

test('the benchmark of matching runs on a small market, finds nothing wrong and gives every figure', async () => {
  const values = { jobseekers: '400', vacancies: '200', questions: '20', changes: '5', threads: '1' };
  const { rows, figures, wrong } = await benchmark.run({ values, progress: () => undefined });
  expect(wrong).toEqual([]);
  expect(rows.length).toBe(10);
  const asked = ['jobseekers', 'vacancies', 'top20_p99_ms', 'assign_s', 'incremental_ms', 'peak_mib'].concat(
    ['violations', 'ndcg10', 'recall10', 'mrr', 'ndcg10_bm25', 'ndcg10_random', 'ndcg10_oracle', 'gini'],
    ['ratio_postgres_fts', 'ratio_in_process', 'ndkl', 'ndkl_reranked', 'matched_jobseekers'],
    ['people20_p99_ms', 'ndcg10_postgres_fts', 'ndcg10_bm25_constraints', 'unseen_vacancies'],
    ['exposure_ratio_disabled', 'skew10_over_50_40', 'skew10_reranked_over_50_40'],
  );
  for (const key of asked) expect([key, Number.isFinite(figures[key])]).toEqual([key, true]);
  expect(figures['violations']).toBe(0);
  expect([figures['jobseekers'], figures['vacancies']]).toEqual([400, 200]);
  // Empty profiles and unlawful vacancies are planted, and are in no list.
  expect(figures['matched_jobseekers']).toBeLessThan(400);
  expect(figures['open_vacancies']).toBeLessThan(200);
  expect(figures['ndcg10']).toBeGreaterThan(Number(figures['ndcg10_random']));
  // No assignment is worth more than the bound, and ours is near it.
  expect(figures['gap']).toBeGreaterThanOrEqual(0);
  expect(figures['gap']).toBeLessThan(0.01);
  expect(figures['value_over_first_come']).toBeGreaterThan(0.99);
  for (const share of ['room_at_first', 'lasting_assigned', 'lasting_first_come', 'stability10']) {
    expect(figures[share]).toBeGreaterThanOrEqual(0);
    expect(figures[share]).toBeLessThanOrEqual(1);
  }
});
