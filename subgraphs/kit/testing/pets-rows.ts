/** The rows behind the pets subgraph, as its tables keep them. Deterministic; ties, gaps and superseded records in it. */
export interface PetRow {
  readonly record_id: number;
  readonly valid_from: string;
  readonly valid_to: string | null;
  readonly recorded_from: string;
  readonly recorded_to: string | null;
  readonly quality_flag: string | null;
  readonly tag: string;
  readonly name: string;
  readonly born_on: string;
  readonly worth_fen: number;
  readonly is_tame: boolean | null;
  readonly division: string;
  readonly owner_person_key: string | null;
  readonly keeper_kind: string | null;
  readonly shelter_country: string | null;
  readonly shelter_code: string | null;
}

const PETS = 600;
const OWNERS = 150;
const NAMES = ['旺财', '咪咪 🐈', "O'Malley", 'Rex', 'rex', 'Ünal', '', '100%_'];
const padded = (value: number, width = 2): string => String(value).padStart(width, '0');

export const ownerId = (index: number): string => `RID:2399${padded(index, 14)}`;
export const petTag = (index: number): string => `T${padded(index, 5)}`;

const petRow = (index: number): PetRow => ({
  record_id: index + 1,
  valid_from: `2025-${padded(1 + (index % 12))}-01`,
  valid_to: null,
  recorded_from: `2026-01-01T00:00:00.${padded(index % 250, 6)}Z`,
  recorded_to: null,
  quality_flag: index % 50 === 0 ? 'LATE' : null,
  tag: petTag(index),
  name: NAMES[index % NAMES.length] ?? '',
  born_on: `2020-${padded(1 + (index % 12))}-${padded(1 + (index % 3))}`,
  worth_fen: (index % 40) * 1_000_000_000,
  is_tame: index % 5 === 0 ? null : index % 2 === 0,
  division: `2399${padded(index % 4)}${padded(index % 7, 3)}`,
  owner_person_key: index % 11 === 0 ? null : ownerId(index % OWNERS),
  keeper_kind: index % 11 === 0 ? 'SHELTER' : index % 13 === 0 ? null : 'PERSON',
  shelter_country: index % 3 === 0 ? 'CN' : null,
  shelter_code: index % 3 === 0 ? `S${index % 6}` : null,
});

/** What is known now: one record a pet. */
export const CURRENT_PETS: readonly PetRow[] = Array.from({ length: PETS }, (_, index) => petRow(index));

/** Every tenth pet also has a record that was corrected since; nobody may see it any more. */
export const SUPERSEDED_PETS: readonly PetRow[] = CURRENT_PETS.filter((_, index) => index % 10 === 0).map(
  (pet, index) => ({
    ...pet,
    record_id: 100_000 + index,
    name: 'superseded',
    recorded_to: '2026-02-01T00:00:00Z',
  }),
);

/** An earlier life of the first pet, with other owners: true of its time, not of now. */
export const FORMER_PETS: readonly PetRow[] = CURRENT_PETS.slice(0, 1).map((pet) => ({
  ...pet,
  record_id: 200_000,
  valid_from: '2019-01-01',
  valid_to: '2025-01-01',
  name: 'former',
  owner_person_key: ownerId(3),
}));

export interface VisitRow {
  readonly record_id: number;
  readonly valid_from: string;
  readonly recorded_from: string;
  readonly pet_tag: string;
  readonly reason: string;
  readonly brought_by_person_key: string | null;
  readonly seen_by_person_key: string | null;
  readonly division: string;
}

export const VISITS: readonly VisitRow[] = Array.from({ length: 900 }, (_, index) => ({
  record_id: index + 1,
  valid_from: `2026-${padded(1 + (index % 10))}-${padded(1 + (index % 28))}`,
  recorded_from: '2026-01-01T00:00:00Z',
  pet_tag: petTag(index % 450),
  reason: `reason ${index}`,
  brought_by_person_key: ownerId(index % OWNERS),
  // Every sixth is seen by the one who brought it: the same record from two sides.
  seen_by_person_key: index % 6 === 0 ? ownerId(index % OWNERS) : ownerId((index + 7) % OWNERS),
  division: `2399${padded(index % 4)}001`,
}));

export const SHELTERS = Array.from({ length: 6 }, (_, index) => ({
  record_id: index + 1,
  valid_from: '2020-01-01',
  recorded_from: '2020-01-01T00:00:00Z',
  country: 'CN',
  code: `S${index}`,
  title: `收容所 ${index}`,
}));
