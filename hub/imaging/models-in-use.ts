import { existsSync } from 'node:fs';
import { silencedAt } from '../../subgraphs/imaging/hospitals/heed-tiers.ts';
import { readHospitals, type HospitalEntry } from '../../subgraphs/imaging/hospitals/hospital-entry.ts';
import type { GateUse } from '../../subgraphs/imaging/models/gate.ts';
import { stageOf, type ModelCard, type Words } from '../../subgraphs/imaging/models/model-card.ts';
import { SHIPPED_MODELS } from '../../subgraphs/imaging/models/shipped-models.ts';
import { silenceOf } from '../../subgraphs/imaging/models/silence.ts';
import { stateDirectory } from '../state/state-directory.ts';
import { runningSettings } from './running-settings.ts';

/** Of which models a hub is made, how they are used, and in which hospitals. */
export interface ModelsInUse {
  readonly folders: readonly string[];
  readonly use: GateUse;
  readonly hospitals: readonly HospitalEntry[];
}

/** What a label is for a hospital. */
export interface LabelAtHospital {
  readonly hospital: string;
  readonly model: string;
  readonly label: string;
  /** Null where it is assistive. */
  readonly silentBecause: Words | null;
}

/** As the hub was started last; where none was, what ships. */
export function modelsInUse(state: string): ModelsInUse {
  const today = new Date();
  if (!existsSync(stateDirectory(state).configurationFile('imaging')))
    return { folders: [SHIPPED_MODELS], use: { display: 'demonstration', today }, hospitals: [] };
  const { models, hospitalsFile } = runningSettings(state);
  const { folders, display } = models;
  return { folders, use: { display, today }, hospitals: readHospitals(hospitalsFile) };
}

/** Every label in every hospital. What monitors stepped down stands in `hub imaging alarms`. */
export function labelsAtHospitals(
  cards: readonly ModelCard[],
  { hospitals, use }: ModelsInUse,
): readonly LabelAtHospital[] {
  return hospitals.flatMap(({ hospital, site, tier }) =>
    cards.flatMap((card) =>
      card.labels.map((label) => ({
        hospital,
        model: card.name,
        label: label.name,
        silentBecause:
          stageOf(label, site) === 'assistive'
            ? silencedAt(card, label, { site, tier }, use)
            : silenceOf(card, label, { site, today: use.today }),
      })),
    ),
  );
}
