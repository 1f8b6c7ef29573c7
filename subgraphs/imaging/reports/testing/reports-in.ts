import { READER, type ReportWorld, type Said } from './report-world.ts';

/** What is said of each image where a test says nothing else. */
const SAID: readonly Said[] = [
  { label: 'effusion', above: true },
  { label: 'pneumothorax', above: false },
];

/** A report, and the number of its study. */
export interface OwnReport {
  readonly study: number;
  readonly reportId: string;
}

/** Reports one after another, each of a study and a patient of its own. */
export interface Reports {
  drafted(said?: readonly Said[]): Promise<OwnReport>;
  /** Reviewed and signed by the reader. */
  signed(): Promise<OwnReport>;
  /** Drafts a study again, of so many images. */
  again(study: number, images: number): Promise<string>;
}

export function reportsIn(world: ReportWorld): Reports {
  let studies = 0;
  const draft = (study: number, said: readonly Said[], images: number): Promise<string> =>
    world.draft(study, said, { images, patientKey: `RID:${study}` });
  const drafted = async (said = SAID): Promise<OwnReport> => {
    studies += 1;
    const study = studies;
    await world.store(study);
    return { study, reportId: await draft(study, said, 1) };
  };
  return {
    drafted,
    signed: async () => {
      const { study, reportId } = await drafted();
      await world.review(reportId);
      return { study, reportId: await world.desk.finalise(reportId, READER) };
    },
    again: (study, images) => draft(study, SAID, images),
  };
}
