import { missing } from '../lib/missing.ts'
import type { JSX } from 'preact'
import { t } from '../i18n/core.ts'
import { language, ownChinese } from '../i18n/language.ts'
import { showLanguage } from '../lib/mount.tsx'
import { siteZoneName } from '../lib/site-zone.ts'

/** The Chinese that the button of the header does not lead to, in its own words. */
function OtherChinese(): JSX.Element {
  const shown = language() === 'en' ? ownChinese() : language()
  const [other, name] =
    shown === 'zh-TW' ? (['zh-CN', '简体中文'] as const) : (['zh-TW', '繁體中文'] as const)
  const change = (): void => {
    showLanguage(other).catch((error: unknown) => missing(other, error))
  }
  return (
    <button type="button" class="foot-language" lang={other} onClick={change}>
      {name}
    </button>
  )
}

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
        <a href="/incidents/">{t('footIncidents')}</a>
        <a href="/feed.xml">{t('footFeed')}</a>
        <OtherChinese />
        <span class="foot-version">{version ? t('footVersion', { v: version }) : '\u00a0'}</span>
        <span class="foot-end">{t('footZone', { zone: siteZoneName() })}</span>
      </div>
    </footer>
  )
}
