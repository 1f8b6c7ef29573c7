/** What the demonstration model is taught to tell of a chest image, in the order of its outputs. */
export const CHEST_LABELS = [
  'nodule',
  'effusion',
  'cardiomegaly',
  'pneumothorax',
  'consolidation',
  'rib_fracture',
] as const;
export type ChestLabel = (typeof CHEST_LABELS)[number];
