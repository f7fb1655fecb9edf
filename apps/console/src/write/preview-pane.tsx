import type { AlertDocument } from '@passerelle/exchange-model';
import { clauseNumber, clauseTitle } from '../api/clauses.js';
import type { PartnerPreview } from '../api/types.js';
import { lang, t } from '../i18n/index.js';
import { nation } from '../i18n/nation.js';
import { Identifier } from '../ui/identifier.js';
import { portraitAddress } from '../ui/portrait.js';
import { type Compared, compare, type Line, linesOf, rowNames } from './record.js';
import type { PreviewState } from './use-preview.js';

/** Our record beside what each partner would read of it: the answer of the service, which is what would be sent. */
export function PreviewPane(properties: { document: AlertDocument; state: PreviewState; sent?: boolean }) {
  const { document, state, sent = false } = properties;
  const { shown, stale, offline, problem } = state;
  if (!shown.value) {
    return (
      <section class="sheet stack preview">
        <h2>{t('write.preview')}</h2>
        <p class="quiet">{previewNote(offline.value, problem.value !== null)}</p>
        <OurRecord document={document} />
      </section>
    );
  }
  const { document: asked, previews } = shown.value;
  return (
    <>
      {previews.map((preview) => (
        <section class="sheet stack preview" key={preview.partner} aria-busy={stale.value}>
          <PartnerColumn document={asked} preview={preview} sent={sent} />
          {!sent && (
            <p class="small quiet" role="status">
              {stale.value && (offline.value || problem.value !== null)
                ? previewNote(offline.value, problem.value !== null)
                : t('write.nothingLeft')}
            </p>
          )}
        </section>
      ))}
    </>
  );
}

function previewNote(offline: boolean, hasProblem: boolean): string {
  if (offline) return t('write.previewOffline');
  return hasProblem ? t('write.previewIncomplete') : t('write.previewAsking');
}

/** One partner's part: the decision in a sentence, then row by row. */
function PartnerColumn(properties: { document: AlertDocument; preview: PartnerPreview; sent: boolean }) {
  const { document, preview, sent } = properties;
  const rows = compare(document, preview, lang.value);
  const leaving = rows.filter(({ theirs }) => theirs !== null).length;
  const { partner } = preview;
  const title = t(sent ? 'write.seesNow' : 'write.whatSees', { nation: nation(partner, 'the') });
  return (
    <>
      <h2>{title}</h2>
      <Decision preview={preview} />
      <div class="compared" role="table" aria-label={title}>
        <div role="row" class="compared-head">
          <span role="columnheader">{t('write.ourRecord')}</span>
          <span role="columnheader">{nation(partner)}</span>
        </div>
        {rows.map((row) => (
          <ComparedRow key={row.name} row={row} partner={partner} />
        ))}
      </div>
      <p class="leaving">
        <strong>{t(sent ? 'write.left' : 'write.leaving', { n: leaving, all: rows.length })}</strong>
      </p>
    </>
  );
}

function ComparedRow({ row, partner }: { row: Compared; partner: string }) {
  const { name, ours, theirs, coarser, clause } = row;
  return (
    <div role="row" class="compared-row">
      <span role="rowheader" class="compared-name">
        {t(`write.g_${name}`)}
      </span>
      <div role="cell" class="ours">
        <Lines lines={ours} />
      </div>
      <div role="cell" class={theirs ? 'theirs' : 'theirs hatch'}>
        {theirs && <Lines lines={theirs} />}
        {coarser && <p class="small quiet">{t('write.coarser')}</p>}
        {(!theirs || coarser) && <WithheldBy clause={clause} partner={partner} whole={!theirs} />}
      </div>
    </div>
  );
}

/** `RETENU, art. 3.1`, and the clause in its own words. */
export function WithheldBy(properties: { clause: string | null; partner: string; whole: boolean }) {
  const { clause, partner, whole } = properties;
  const title = clause && clauseTitle(partner, clause, lang.value);
  return (
    <>
      {whole && <strong class="withheld-mark">{t('write.withheld')}</strong>}
      {clause && (
        <span class="small clause">
          <bdi>{t('write.article', { a: clauseNumber(clause) })}</bdi> {title}
        </span>
      )}
    </>
  );
}

/** Said before anything is sent: it leaves, it waits for somebody, or it does not leave. */
function Decision({ preview }: { preview: PartnerPreview }) {
  const { decision, clause, partner } = preview;
  if (decision === 'release') return null;
  const values = { nation: nation(partner, 'to') };
  return (
    <div class="decision">
      <p>
        <strong>{decision === 'refer' ? t('write.refer', values) : t('write.withholdAll', values)}</strong>
      </p>
      {clause && <WithheldBy clause={clause} partner={partner} whole={false} />}
      <p class="small">{decision === 'refer' ? t('write.referMeans') : t('write.withholdMeans')}</p>
    </div>
  );
}

function OurRecord({ document }: { document: AlertDocument }) {
  return (
    <dl class="facts">
      {rowNames().map((name) => {
        const lines = linesOf(name, document, lang.value);
        if (lines.length === 0) return null;
        return (
          <div class="fact" key={name}>
            <dt>{t(`write.g_${name}`)}</dt>
            <dd>
              <Lines lines={lines} />
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

export function Lines({ lines }: { lines: readonly Line[] }) {
  return (
    <ul class="lines">
      {lines.map((line, index) => (
        <li key={index}>
          <LineText line={line} />
        </li>
      ))}
    </ul>
  );
}

function LineText({ line: { text, code, portrait } }: { line: Line }) {
  const address = portrait ? portraitAddress(text) : null;
  if (address) return <img src={address} alt={t('write.g_portrait')} class="portrait" />;
  return code ? <Identifier>{text}</Identifier> : <bdi>{text}</bdi>;
}
