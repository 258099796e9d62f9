import type { JSX } from 'preact'
import { t } from '../../i18n/status.ts'
import { siteZoneName } from '../../lib/site-zone.ts'

/** What the bars of the strips mean. */
export function Legend(): JSX.Element {
  return (
    <p class="legend">
      <span>
        <svg width="3" height="14" aria-hidden="true">
          <rect class="strip-up" width="3" height="14" />
        </svg>
        {t('legendUp')}
      </span>
      <span>
        <svg width="3" height="14" aria-hidden="true">
          <rect class="strip-up" width="3" height="7" />
          <rect class="strip-down" y="8" width="3" height="6" />
        </svg>
        {t('legendDown')}
      </span>
      <span>
        <svg width="3" height="14" aria-hidden="true">
          <rect class="strip-none" y="11" width="3" height="3" />
        </svg>
        {t('legendNone')}
      </span>
      <span>{t('legendHow', { zone: siteZoneName() })}</span>
    </p>
  )
}
