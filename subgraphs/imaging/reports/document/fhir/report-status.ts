import type { DocumentedReport } from '../documented-report.ts';

/** How FHIR says where a report stands. */
export function reportStatus({ state, hasFindings }: Pick<DocumentedReport, 'state' | 'hasFindings'>) {
  switch (state) {
    case 'AI_DRAFT':
      return hasFindings ? 'partial' : 'registered';
    case 'REVIEWED':
      return 'preliminary';
    case 'FINAL':
      return 'final';
    case 'AMENDED':
      return 'amended';
    case 'CORRECTED':
      return 'corrected';
    case 'APPENDED':
      return 'appended';
    case 'ENTERED_IN_ERROR':
      return 'entered-in-error';
  }
}

/** An observation knows fewer states: what a report adds leaves its findings as they were. */
export function observationStatus(report: Pick<DocumentedReport, 'state' | 'hasFindings'>) {
  const status = reportStatus(report);
  if (status === 'partial') return 'preliminary';
  return status === 'appended' ? 'final' : status;
}
