import type { JSX } from 'preact'
import { t } from '../i18n/core.ts'

/** Footer of every page; without a version (not told yet) that part is left out. */
export function Footer({ version }: { version?: string | undefined }): JSX.Element {
  return (
    <footer class="foot">
      <div class="wrap">
        <span>{t('footNote')}</span>
        <a href="/docs/">{t('footApi')}</a>
        <a href="/feed.xml">{t('footFeed')}</a>
        <a href="/peer">{t('footPeer')}</a>
        <span class="foot-end">
          {version ? `${t('footVersion', { v: version })} · ` : ''}
          {t('footZone')}
        </span>
      </div>
    </footer>
  )
}
