import { missing } from '../../lib/missing.ts'
import type { ComponentChildren, JSX } from 'preact'
import { Live } from '../../components/live.tsx'
import { language } from '../../i18n/language.ts'
import { t } from '../../i18n/node.ts'
import { duration, plain } from '../../lib/format.ts'
import { tagsOf } from '../../lib/node-state.ts'
import { placeName, useLatinPlaces } from '../../lib/latin-places.ts'
import type { NodeDetail } from './node-answer.ts'

/** What is known of a node; what is not known has no line. */
export function DetailsCard({ node }: { node: NodeDetail }): JSX.Element {
  const tags = tagsOf(node)
  useLatinPlaces(language() === 'en')
  const place = placeName(node.region_detail)
  const lines: readonly (readonly [string, ComponentChildren])[] = [
    [t('region'), [t(node.region_type), place].filter((part) => part !== '').join(' · ')],
    [t('relayName'), node.allow_relay === 1 ? t('relayYes') : t('punch')],
    [t('protocols'), node.protocols.join(t('listComma'))],
    [
      t('peers'),
      `${node.status === 'online' ? plain(node.connection_count) : '—'} / ${plain(node.max_connections)}`,
    ],
    [t('version'), node.easytier_version],
    [t('running'), node.uptime_seconds > 0 && node.status === 'online' ? duration(node.uptime_seconds) : ''],
    [
      t('interval'),
      node.report_interval_s === null
        ? ''
        : t('about', { d: duration(Math.max(60, node.report_interval_s)) }),
    ],
    [t('reportsFrom'), node.same_machine ? t('sameMachine') : ''],
    [
      t('tags'),
      tags.length === 0
        ? ''
        : tags.map((tag) => (
            <a key={tag} class="tag" href={`/?tag=${encodeURIComponent(tag)}`}>
              {tag}
            </a>
          )),
    ],
    [t('notes'), node.notes],
  ]
  return (
    <section class="card block" aria-labelledby="details">
      <h2 id="details">{t('details')}</h2>
      <dl class="details small">
        {lines
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt class="dim">{name}</dt>
              <dd dir="auto">{typeof value === 'string' ? <Live text={value} /> : value}</dd>
            </div>
          ))}
      </dl>
      <p>
        <button type="button" class="btn" onClick={() => void openReport(node.id)}>
          {t('reportNode')}
        </button>
      </p>
    </section>
  )
}

/** The dialog is fetched when it is first wanted. */
async function openReport(id: number): Promise<void> {
  try {
    const { showReport } = await import('./report-dialog.tsx')
    showReport(id)
  } catch (error) {
    missing('dialog', error)
  }
}
