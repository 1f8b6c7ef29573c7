import type pg from 'pg';
import { inTransaction } from '../../kit/in-transaction.ts';
import { ABSTENTIONS } from '../inference/abstention.ts';
import type { Certificate, LabelCard, ModelCard } from '../models/model-card.ts';
import { noticeOf } from './notice-of.ts';

/**
 * Writes down what is told to readers of each model, and of each reason for which one says nothing, in one transaction.
 * Nothing is taken away: what a model said stays to be read when it is used no more.
 */
export async function keepServedModels(
  pool: pg.Pool,
  models: readonly { readonly card: ModelCard }[],
): Promise<void> {
  await inTransaction(pool, async (client) => {
    for (const { card } of models) await keepModel(client, card);
    for (const [code, { en, zh }] of Object.entries(ABSTENTIONS))
      await client.query(
        `INSERT INTO imaging.abstention_words VALUES ($1, $2, $3)
         ON CONFLICT (code) DO UPDATE SET text_en = EXCLUDED.text_en, text_zh = EXCLUDED.text_zh`,
        [code, en, zh],
      );
  });
}

async function keepModel(client: pg.ClientBase, card: ModelCard): Promise<void> {
  const { en, zh } = noticeOf(card);
  await client.query(
    `INSERT INTO imaging.model (sha256, name, version, title_en, title_zh, intended_use_en, intended_use_zh,
       limitations_en, limitations_zh, certificate, notice_en, notice_zh)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
     ON CONFLICT (sha256) DO UPDATE SET
       (name, version, title_en, title_zh, intended_use_en, intended_use_zh, limitations_en, limitations_zh, certificate,
        notice_en, notice_zh)
       = (EXCLUDED.name, EXCLUDED.version, EXCLUDED.title_en, EXCLUDED.title_zh, EXCLUDED.intended_use_en,
        EXCLUDED.intended_use_zh, EXCLUDED.limitations_en, EXCLUDED.limitations_zh, EXCLUDED.certificate,
        EXCLUDED.notice_en, EXCLUDED.notice_zh)`,
    [
      card.sha256,
      card.name,
      card.version,
      card.title.en,
      card.title.zh,
      card.intendedUse.en,
      card.intendedUse.zh,
      card.limitations.map((words) => words.en).join('\n'),
      card.limitations.map((words) => words.zh).join('\n'),
      certificateOf(card.certificate),
      en,
      zh,
    ],
  );
  for (const label of card.labels) await keepLabel(client, card.sha256, label);
}

async function keepLabel(
  client: pg.ClientBase,
  sha256: string,
  { name, title, weakness }: LabelCard,
): Promise<void> {
  await client.query(
    `INSERT INTO imaging.model_label VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (sha256, label) DO UPDATE SET title_en = EXCLUDED.title_en, title_zh = EXCLUDED.title_zh,
       weakness_en = EXCLUDED.weakness_en, weakness_zh = EXCLUDED.weakness_zh`,
    [sha256, name, title.en, title.zh, weakness?.en ?? null, weakness?.zh ?? null],
  );
}

/** As authorities name it, with the day on which it ends. */
function certificateOf(certificate: Certificate): string {
  if (certificate.status === 'demonstration, not registered') return certificate.status;
  const { authority, number, class: riskClass, validUntil } = certificate;
  return `${authority} ${number}, class ${riskClass}, valid until ${validUntil}`;
}
