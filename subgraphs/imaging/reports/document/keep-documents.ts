import { createHash } from 'node:crypto';
import type pg from 'pg';
import { fhirBundle } from './fhir/diagnostic-report.ts';
import { loadDocumentedReport } from './load-documented-report.ts';
import { structuredReport, structuredReportUid } from './sr/structured-report.ts';

/**
 * Makes the documents of a report as it stands now, and queues the structured one for the hospital's archive; in the
 * transaction that made it stand so, so that there is no signature without its document.
 */
export async function keepDocuments(client: pg.ClientBase, reportId: string, at: Date): Promise<void> {
  const report = await loadDocumentedReport(client, reportId, at);
  const keep = async (
    kind: 'SR' | 'FHIR_R4' | 'FHIR_R5',
    mediaType: string,
    bytes: Buffer,
    uid: string | null,
  ): Promise<string | undefined> => {
    const { rows } = await client.query<{ document_id: string }>(
      `INSERT INTO report.document
         (report_id, kind, state, revision, media_type, sop_instance_uid, bytes, sha256, made_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING document_id`,
      [
        reportId,
        kind,
        report.state,
        report.revision,
        mediaType,
        uid,
        bytes,
        createHash('sha256').update(bytes).digest('hex'),
        at,
      ],
    );
    return rows[0]?.document_id;
  };
  const sr = await keep(
    'SR',
    'application/dicom',
    structuredReport(report),
    structuredReportUid(reportId, report.revision),
  );
  for (const release of ['R4', 'R5'] as const) {
    const mediaType = `application/fhir+json; fhirVersion=${release === 'R4' ? '4.0' : '5.0'}`;
    await keep(`FHIR_${release}`, mediaType, Buffer.from(JSON.stringify(fhirBundle(report, release))), null);
  }
  await client.query(
    'INSERT INTO report.delivery (document_id, hospital, queued_at, next_at) VALUES ($1, $2, $3, $3)',
    [sr, report.hospital, at],
  );
}
