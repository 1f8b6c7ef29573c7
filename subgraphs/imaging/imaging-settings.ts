import {
  count,
  portOfServer,
  readStrictly,
  strictObject,
  strictShape,
  text,
} from '../kit/strict-configuration.ts';
import type { TokenSettings } from './dicomweb/archive-token.ts';
import type { ProviderName } from './inference/execution-providers.ts';
import type { GateUse } from './models/gate.ts';

/** The `settings` of the imaging subgraph's configuration file. Secrets are named by file. */
export interface ImagingSettings {
  /** The imaging database, by the role that owns every schema but `archive`, which it reads. */
  readonly database: {
    readonly host: string;
    readonly port: number;
    readonly database: string;
    readonly user: string;
    readonly passwordFile: string;
  };
  /** The archive, which gives images by DICOMweb to whoever has a token that is signed with this key (Ed25519, PEM). */
  readonly archive: {
    readonly dicomweb: string;
    /** As which we call hospitals. */
    readonly aeTitle: string;
    readonly tokens: TokenSettings & { readonly signingKeyFile: string };
  };
  /** `hospitals/hospital-entry.ts`; the archive reads the same file. */
  readonly hospitalsFile: string;
  readonly models: {
    /** Each of their folders with a `card.yaml` is a model. */
    readonly folders: readonly string[];
    readonly display: GateUse['display'];
    /** Where models run, in the order in which it is tried; the CPU is the last resort. */
    readonly providers: readonly ProviderName[];
  };
  /** A study is drafted when all that came is read and nothing more came for so long. */
  readonly quietMs: number;
}

const list = (items: object) => ({ type: 'array', items, minItems: 1 }) as const;
const PROVIDERS: readonly ProviderName[] = ['cuda', 'tensorrt', 'webgpu', 'dml', 'coreml', 'cpu'];
/** How models are used, as JSON schema. */
export const useOfModels = {
  display: { enum: ['clinical', 'demonstration'] satisfies GateUse['display'][] },
  providers: list({ enum: PROVIDERS }),
} as const;
const isSettings = strictShape<ImagingSettings>({
  database: strictObject({ host: text, port: portOfServer, database: text, user: text, passwordFile: text }),
  archive: strictObject({
    dicomweb: text,
    aeTitle: { type: 'string', minLength: 1, maxLength: 16 },
    tokens: strictObject({ issuer: text, audience: text, signingKeyFile: text }),
  }),
  hospitalsFile: text,
  models: strictObject({ folders: list(text), ...useOfModels }),
  quietMs: count,
});

/** @throws InvalidConfiguration that names every key at fault: the process then refuses to start */
export function readImagingSettings(settings: unknown): ImagingSettings {
  return readStrictly(isSettings, settings, 'settings');
}
