import { dayMs } from '../../contract/time.ts'
import type { JSX } from 'preact'
import { t } from '../i18n/core.ts'
import { clock, moment } from '../lib/format.ts'
import { Live } from './live.tsx'
import { Glyph } from './glyph.tsx'

/** Says that the server cannot be reached, and how old the figures below are (`freshMs` 0 = there are none). */
export function StaleBar(props: { freshMs: number; nowMs: number; onRetry: () => void }): JSX.Element {
  const { freshMs, nowMs } = props
  const time = nowMs - freshMs < dayMs ? clock(freshMs) : moment(freshMs, nowMs)
  return (
    <div class="stale" role="status">
      <Glyph tone="idle" spin />
      <div>
        <b>
          <Live text={freshMs === 0 ? t('siteUnreachable') : t('stale', { t: time })} />
        </b>
        <p class="tiny faint">{freshMs === 0 ? t('unreachableMore') : t('staleMore')}</p>
      </div>
      <button type="button" class="btn" onClick={props.onRetry}>
        {t('retry')}
      </button>
    </div>
  )
}
