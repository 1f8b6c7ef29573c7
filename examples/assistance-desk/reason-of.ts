import type { HubError } from '../hub-client.ts';

/**
 * Why a field of the answer is null, in English and Chinese: the error at its place or above it; null where there is
 * none, so that nothing is on record. Places are compared without the positions in lists, since a refused field is
 * refused for every item at once.
 */
export function reasonOf(errors: readonly HubError[], path: string): string | null {
  const error = errors.find((each) => {
    const place = (each.path ?? []).filter((step) => typeof step === 'string').join('.');
    return place === '' || path === place || path.startsWith(`${place}.`);
  });
  return error ? `[${inWords(error)}]` : null;
}

function inWords({ message, extensions: { code, rules = [], source } }: HubError): string {
  if (code === 'FIELD_DENIED' || code === 'USE_DENIED') {
    const rule = rules.length > 0 ? `rule 规则 ${rules.join(', ')}` : 'no rule permits it 无规则许可';
    return `not available for this purpose 本用途不可查看: ${code}, ${rule}`;
  }
  if (code.startsWith('SOURCE_')) {
    const agency = source === undefined ? '' : ` ${source}`;
    return `the agency${agency} can not answer now 该部门暂时无法答复: ${code}`;
  }
  return `${message}: ${code}`;
}
