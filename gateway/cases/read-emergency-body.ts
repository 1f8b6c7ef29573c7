import { SluiceError } from '../../errors/sluice-error.ts';
import { parsePersonKey } from '../../identifiers/person-key.ts';
import { isRecord } from '../is-record.ts';

export interface EmergencyBody {
  /** Person key. */
  readonly patient: string;
  /** Trimmed. */
  readonly reason: string;
}

const REASON_LENGTH = { from: 10, to: 500 } as const;
/** Lines may be broken; what no keyboard types is no typed reason. */
const CONTROLS = /[^\P{C}\n\r\t]/u;

/**
 * What somebody says who opens an emergency access: one patient, one typed reason, nothing else.
 * @throws SluiceError EMERGENCY_INVALID, IDENTIFIER_INVALID; neither repeats a value
 */
export function readEmergencyBody(body: unknown): EmergencyBody {
  if (!isRecord(body) || Object.keys(body).some((name) => name !== 'patient' && name !== 'reason'))
    throw new SluiceError('EMERGENCY_INVALID');
  const { patient, reason } = body;
  if (typeof patient !== 'string' || typeof reason !== 'string') throw new SluiceError('EMERGENCY_INVALID');
  const typed = reason.trim();
  const length = Array.from(typed).length;
  if (length < REASON_LENGTH.from || length > REASON_LENGTH.to || CONTROLS.test(typed))
    throw new SluiceError('EMERGENCY_INVALID');
  if (parsePersonKey(patient) === null) throw new SluiceError('IDENTIFIER_INVALID', { field: 'patient' });
  return { patient, reason: typed };
}
