import type { WorkField } from '../../kit/source-mapping.ts';
import { parseUid } from '../dicom/uid.ts';
import { issueArchiveToken, type ArchiveKey, type TokenSettings } from '../dicomweb/archive-token.ts';

/** Where the images are, and by what a viewer is let in there. */
export interface ImageAccessSettings {
  /** The DICOMweb service of the archive, without a slash at its end. */
  readonly url: string;
  readonly tokens: TokenSettings;
  /** The hub's; the archive has the public half. */
  readonly key: ArchiveKey;
}

/** Long enough for a viewer to fetch a study, which takes another when it goes on reading. */
const TOKEN_SECONDS = 300;

/**
 * Answers `ImagingStudy.imageAccess`: a token for each study, which reads that study of that hospital and nothing else,
 * whether the archive has it or it stays there. It is asked only about studies that were read under the grant, and the
 * exchange that asks stands in the ledger before it is answered. The token names it: by that the archive remembers each
 * request that it is used for.
 */
export function imageAccess({ url, tokens, key }: ImageAccessSettings): WorkField {
  return (studies, _args, { exchangeId: exchange }) =>
    Promise.all(
      studies.map(async ({ study_instance_uid: study, hospital }) => {
        const uid = parseUid(String(study));
        if (uid === null) return null;
        const expiresAt = new Date(Date.now() + TOKEN_SECONDS * 1000).toISOString();
        const view = { use: 'view', study: uid, hospital: String(hospital), exchange } as const;
        const token = await issueArchiveToken(view, key, tokens, TOKEN_SECONDS);
        return { url, token, expiresAt };
      }),
    );
}
