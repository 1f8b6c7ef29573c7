import { readSigningKey } from '../../../secrets/read-secret-file.ts';
import {
  issueCredential,
  withdrawCredentials,
} from '../../../subgraphs/imaging/hospitals/hospital-credential.ts';
import type { HospitalEntry } from '../../../subgraphs/imaging/hospitals/hospital-entry.ts';
import { numberOption, requiredText, type CommandInput } from '../../command.ts';
import { runningSettings } from '../../imaging/running-settings.ts';
import { withImagingArchive } from '../../imaging/with-imaging-work.ts';

const USUAL_DAYS = 90;
/** Until the hospital's machines have the new one. */
const FORMER_HOURS = 24;

/** Issues a hospital's token for DICOMweb and prints it; what it had before ends a day later, or at once. */
export async function hospitalToken(
  { state, values, output }: CommandInput,
  { hospital, quota }: HospitalEntry,
): Promise<number> {
  const by = requiredText(values, 'by');
  const days = numberOption(values, 'days', { from: 1, to: 366 }) ?? USUAL_DAYS;
  const formerHours = values['withdraw'] === true ? 0 : FORMER_HOURS;
  const { tokens } = runningSettings(state).archive;
  const key = readSigningKey(tokens.signingKeyFile);
  const { token, endsAt, replaced } = await withImagingArchive(state, (client) =>
    issueCredential({ client, key, tokens }, { hospital, by, days, formerHours }),
  );
  const until = endsAt.toISOString();
  output.progress(
    `holds until ${until} 有效期至; a day 每日: ${quota.objectsPerDay} objects 个对象, ${quota.bytesPerDay} bytes 字节; ` +
      `${replaced} before it end ${formerHours === 0 ? 'now' : `within ${formerHours} hours`} 个旧令牌${formerHours === 0 ? '立即' : `在 ${formerHours} 小时内`}失效`,
  );
  output.answer({ hospital, token, endsAt: until, quota, replaced }, [token]);
  return 0;
}

/** Ends every token of a hospital at once; also of one that stands in the configuration no more. */
export async function withdrawTokens(
  { state, values, output }: CommandInput,
  hospital: string,
): Promise<number> {
  const by = requiredText(values, 'by');
  const withdrawn = await withImagingArchive(state, (client) => withdrawCredentials(client, hospital, by));
  output.answer({ hospital, withdrawn }, [`${withdrawn} tokens of ${hospital} end now 个令牌已立即失效`]);
  return 0;
}
