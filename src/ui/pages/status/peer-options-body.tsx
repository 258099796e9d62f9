import type { JSX } from 'preact'
import type { Priority, RegionChoice } from '../../../contract/vocabulary.ts'
import { ChoiceBar } from '../../components/choice-bar.tsx'
import { t } from '../../i18n/status.ts'
import type { Filters } from '../../lib/url-state.ts'
import { priorityChoices, type Choices } from './choices.ts'
import { type PeerOptions, tidyWord } from './peer-url.ts'

function priorityName(priority: Priority): string {
  return {
    capacity: t('preferCapacity'),
    traffic: t('preferTraffic'),
    bandwidth: t('preferBandwidth'),
    latency: t('preferLatency'),
  }[priority]
}

/** Region, preference and relay; region and relay are the list's, too. */
export function PeerOptionsBody(props: {
  options: PeerOptions
  filters: Filters
  measured: boolean
  onChange: (part: Partial<Choices>) => void
}): JSX.Element {
  const { options, filters, onChange } = props
  const filter = (part: Partial<Filters>): void => onChange({ filters: { ...filters, ...part } })
  return (
    <>
      <div class="option">
        <span aria-hidden="true">{t('region')}</span>
        <ChoiceBar<RegionChoice>
          label={t('region')}
          value={options.region}
          choices={[
            { value: 'all', label: t('any') },
            { value: 'domestic', label: t('domesticShort') },
            { value: 'overseas', label: t('overseasShort') },
          ]}
          onChange={(region) => filter({ region })}
        />
      </div>
      <div class="option">
        <span aria-hidden="true">{t('prefer')}</span>
        {tidyWord(options.word) === '' ? (
          <ChoiceBar<Priority>
            label={t('prefer')}
            value={options.priority}
            choices={priorityChoices
              .filter((one) => one !== 'latency' || props.measured)
              .map((value) => ({ value, label: priorityName(value) }))}
            onChange={(priority) => onChange({ priority })}
          />
        ) : (
          <span class="small">{t('preferNo')}</span>
        )}
      </div>
      <div class="option">
        <span />
        <label class="check">
          <input
            type="checkbox"
            checked={options.relay}
            onChange={(event) => filter({ relay: event.currentTarget.checked })}
          />
          {t('relayOnly')}
        </label>
      </div>
    </>
  )
}
