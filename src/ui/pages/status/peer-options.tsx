import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Icon } from '../../components/icon.tsx'
import { withTexts } from '../../i18n/language.ts'
import { t } from '../../i18n/status.ts'
import type { Filters } from '../../lib/url-state.ts'
import { useLate } from '../../lib/use-late.ts'
import type { Choices } from './choices.ts'
import type { PeerOptions } from './peer-url.ts'

/** What else can be chosen for the address, folded away until one of them is wanted. */
export function PeerOptionsFold(props: {
  options: PeerOptions
  filters: Filters
  measured: boolean
  onChange: (part: Partial<Choices>) => void
}): JSX.Element {
  const { options } = props
  const [open, setOpen] = useState(
    () => options.region !== 'all' || options.relay || options.priority !== 'capacity',
  )
  const { it: Body, failed } = useLate(
    open,
    async () => (await withTexts(import('./peer-options-body.tsx'))).PeerOptionsBody,
  )
  return (
    <details class="options" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t('options')}
        <Icon name="chevron" size={12} />
      </summary>
      {Body ? <Body {...props} /> : failed ? <p class="bad-text">{t('siteUnreachable')}</p> : null}
    </details>
  )
}
