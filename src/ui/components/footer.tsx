import type { JSX } from 'preact'
import { t } from '../i18n/core.ts'

/** Footer of every page. The version keeps its place free until it is told, so that nothing moves. */
export function Footer({ version }: { version?: string | undefined }): JSX.Element {
  return (
    <footer class="foot">
      <div class="wrap">
        <span>{t('footNote')}</span>
        <a href="/docs/players/">{t('footPlayers')}</a>
        <a href="/docs/clients/">{t('footClients')}</a>
        <a href="/docs/operators/">{t('footOperators')}</a>
        <a href="/docs/">{t('footApi')}</a>
        <a href="/feed.xml">{t('footFeed')}</a>
        <span class="foot-version">{version ? t('footVersion', { v: version }) : '\u00a0'}</span>
        <span class="foot-end">{t('footZone')}</span>
      </div>
    </footer>
  )
}
