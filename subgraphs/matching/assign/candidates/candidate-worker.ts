import { parentPort, workerData } from 'node:worker_threads';
import { worldOn } from '../../constraints/match-world.ts';
import type { Jobseeker } from '../../market/jobseeker.ts';
import { VacancyIndex } from '../../score/vacancy-index.ts';
import type { CandidateBatch, CandidateRequest, CandidateWorkerData } from './candidate-messages.ts';

/** One thread that scores: an index of its own over all vacancies, then batches of jobseekers as they come. */

const port = parentPort;
if (port === null) throw new Error('this file is a worker');
const { day, each, weights } = workerData as CandidateWorkerData;
const index = new VacancyIndex(worldOn(day), { weights });
const into = { ids: new Int32Array(each), scores: new Float32Array(each) };
/** The index numbers its places as it likes: place → the order in which the vacancies came. */
const orderOfSlot: number[] = [];
let vacancies = 0;

port.on('message', (request: CandidateRequest) => {
  if (request.kind === 'JOBSEEKERS') {
    const answer = candidatesOf(request.batch, request.jobseekers);
    port.postMessage(answer, [answer.counts.buffer, answer.vacancy.buffer, answer.score.buffer]);
    return;
  }
  for (const vacancy of request.vacancies) {
    index.put(vacancy);
    orderOfSlot[index.slotOf(vacancy.vacancyId)] = vacancies;
    vacancies += 1;
  }
});

function candidatesOf(batch: number, jobseekers: readonly Jobseeker[]) {
  const counts = new Int32Array(jobseekers.length);
  const vacancy = new Int32Array(jobseekers.length * each);
  const score = new Float32Array(jobseekers.length * each);
  let end = 0;
  jobseekers.forEach((jobseeker, at) => {
    const count = index.candidates(jobseeker, each, into);
    counts[at] = count;
    for (let of = 0; of < count; of += 1) vacancy[end + of] = orderOfSlot[into.ids[of] ?? -1] ?? -1;
    score.set(into.scores.subarray(0, count), end);
    end += count;
  });
  return {
    batch,
    counts,
    vacancy: vacancy.slice(0, end),
    score: score.slice(0, end),
  } satisfies CandidateBatch;
}
