import type pg from 'pg';
import { CohortRefusal } from './cohort-refusal.ts';
import { findCohort, type Cohort } from './find-cohort.ts';

/** Who reads: two, each for himself, and one who decides where they differ. Officials as tokens name them. */
export interface StudyReaders {
  readonly readers: readonly [string, string];
  readonly adjudicator: string;
}
type Part = 'FIRST' | 'SECOND' | 'ADJUDICATOR';

/** The image that somebody reads next: no name, no score of a model, no word of another reader. */
export interface ImageToRead {
  readonly number: number;
  /** Below the folder of the export. */
  readonly file: string;
  /** What is asked: of an adjudicator only that on which the two differ. */
  readonly labels: readonly string[];
  readonly remaining: number;
}

export interface LabelProgress {
  readonly label: string;
  readonly readByBoth: number;
  readonly disputed: number;
  readonly undecided: number;
  /** Cohen's: 1 where they always agree, 0 where by chance; null where it is not defined. */
  readonly kappa: number | null;
}

/** @throws CohortRefusal where a study is open already, or one person would read twice */
export async function openReaderStudy(
  client: pg.ClientBase,
  name: string,
  { readers: [first, second], adjudicator }: StudyReaders,
  labels: readonly string[],
): Promise<void> {
  const { cohortId, labels: open, images } = await findCohort(client, name);
  if (open !== null) throw new CohortRefusal(`\`${name}\` is being read already`);
  if (labels.length === 0 || new Set(labels).size < labels.length)
    throw new CohortRefusal('say which labels are read, each once');
  if ((images.EXPORTED ?? 0) === 0) throw new CohortRefusal(`\`${name}\` is not exported yet`);
  if (new Set([first, second, adjudicator]).size < 3)
    throw new CohortRefusal('two readers and the adjudicator are three people');
  await client.query(
    `WITH opened AS (UPDATE cohort.cohort SET labels = $2 WHERE cohort_id = $1 AND labels IS NULL RETURNING cohort_id)
     INSERT INTO cohort.reader (cohort_id, part, official)
     SELECT cohort_id, part, official FROM opened,
       ROWS FROM (unnest('{FIRST,SECOND,ADJUDICATOR}'::text[]), unnest($3::text[])) AS appointed (part, official)`,
    [cohortId, labels, [first, second, adjudicator]],
  );
}

/** Null where nothing is left, or, for an adjudicator, nothing is disputed now. */
export async function nextToRead(
  client: pg.ClientBase,
  name: string,
  official: string,
): Promise<ImageToRead | null> {
  const cohort = await findCohort(client, name);
  const part = await partOf(client, cohort, official);
  const asked = await unread(client, cohort, part);
  const [next] = asked;
  return next === undefined ? null : { ...next, remaining: asked.length };
}

/**
 * Takes down what somebody sees in an image: of all that was asked, what is there. It stands as it was given.
 * @throws CohortRefusal where the image is not his to read, or he read it already
 */
export async function giveReading(
  client: pg.ClientBase,
  name: string,
  reading: { readonly official: string; readonly number: number; readonly present: readonly string[] },
): Promise<void> {
  const cohort = await findCohort(client, name);
  const part = await partOf(client, cohort, reading.official);
  const asked = (await unread(client, cohort, part)).find(({ number }) => number === reading.number);
  if (asked === undefined)
    throw new CohortRefusal(`image ${reading.number} is not to be read by ${reading.official} now`);
  const foreign = reading.present.find((label) => !asked.labels.includes(label));
  if (foreign !== undefined)
    throw new CohortRefusal(`\`${foreign}\` is not asked of image ${reading.number}`);
  const present = asked.labels.map((label) => reading.present.includes(label));
  const { rowCount } = await client.query(
    `INSERT INTO cohort.reading (cohort_id, image_number, part, label, present)
     SELECT $1, $2, $3, given.* FROM ROWS FROM (unnest($4::text[]), unnest($5::boolean[])) AS given
     ON CONFLICT DO NOTHING`,
    [cohort.cohortId, reading.number, part, asked.labels, present],
  );
  if (rowCount !== asked.labels.length) throw new CohortRefusal('a reading stands as it was given');
}

/** How far it is, and how well the two agree, label by label. */
export async function studyProgress(client: pg.ClientBase, name: string): Promise<readonly LabelProgress[]> {
  const { cohortId, labels } = await findCohort(client, name);
  const { rows } = await client.query<{ label: string; one: boolean; two: boolean; truth: boolean | null }>(
    `SELECT label, first_present AS one, second_present AS two, present AS truth
       FROM cohort.truth WHERE cohort_id = $1`,
    [cohortId],
  );
  return (labels ?? []).map((label) => {
    const read = rows.filter((row) => row.label === label);
    return {
      label,
      readByBoth: read.length,
      disputed: read.filter(({ one, two }) => one !== two).length,
      undecided: read.filter(({ truth }) => truth === null).length,
      kappa: kappaOf(read),
    };
  });
}

function kappaOf(read: readonly { readonly one: boolean; readonly two: boolean }[]): number | null {
  const share = (is: (row: { readonly one: boolean; readonly two: boolean }) => boolean): number =>
    read.filter(is).length / read.length;
  const [one, two] = [share((row) => row.one), share((row) => row.two)];
  const byChance = one * two + (1 - one) * (1 - two);
  const agreed = share((row) => row.one === row.two);
  return read.length === 0 || byChance === 1 ? null : (agreed - byChance) / (1 - byChance);
}

async function partOf(client: pg.ClientBase, { cohortId, name }: Cohort, official: string): Promise<Part> {
  const { rows } = await client.query<{ part: Part }>(
    'SELECT part FROM cohort.reader WHERE cohort_id = $1 AND official = $2',
    [cohortId, official],
  );
  const part = rows[0]?.part;
  if (part === undefined) throw new CohortRefusal(`${official} takes no part in reading \`${name}\``);
  return part;
}

/** What a part has not read, each in an order of its own, so that tiredness does not fall on the same images. */
async function unread(
  client: pg.ClientBase,
  { cohortId, labels }: Cohort,
  part: Part,
): Promise<readonly Omit<ImageToRead, 'remaining'>[]> {
  const { rows } = await client.query<{ number: number; file: string; labels: string[] }>(
    part === 'ADJUDICATOR' ? DISPUTED : UNREAD,
    part === 'ADJUDICATOR' ? [cohortId] : [cohortId, part, labels ?? []],
  );
  return rows;
}

const UNREAD = `
  SELECT image_number AS number, file, $3::text[] AS labels FROM cohort.image
   WHERE cohort_id = $1 AND state = 'EXPORTED' AND NOT EXISTS (
     SELECT FROM cohort.reading r
      WHERE r.cohort_id = image.cohort_id AND r.image_number = image.image_number AND r.part = $2)
   ORDER BY md5($2 || ' ' || sop_instance_uid)`;
const DISPUTED = `
  SELECT truth.image_number AS number, image.file, array_agg(label ORDER BY label) AS labels
    FROM cohort.truth JOIN cohort.image USING (cohort_id, image_number)
   WHERE cohort_id = $1 AND present IS NULL
   GROUP BY truth.image_number, image.file, sop_instance_uid ORDER BY md5('ADJUDICATOR ' || sop_instance_uid)`;
