import type { MaskContext } from '../obligations/mask.ts';

/** As an agency applies masks: without keys. */
export const AT_AGENCY: MaskContext = { today: '2026-11-01', standIns: null };

/** As the gateway does, with stand-ins that a test can read. They hide nothing. */
export const AT_GATEWAY: MaskContext = {
  ...AT_AGENCY,
  standIns: { pseudonymOf: (key) => `PSN:${key}`, tokenOf: (text) => `TOKEN OF ${text}` },
};
