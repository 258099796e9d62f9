import type { JSX } from 'preact'
import {
  type Channel,
  type ChannelScope,
  nodeChannelEvents,
  siteChannelEvents,
} from '../../../../contract/channels.ts'
import { t } from '../../../i18n/console.ts'
import type { OwnNodes } from './alerts-page.tsx'

type Events = Channel['events']

/** Which events are told. */
export function EventChoice({
  scope,
  chosen,
  onChange,
}: {
  scope: ChannelScope
  chosen: Events
  onChange: (events: Events) => void
}): JSX.Element {
  const all: Events = scope === 'own' ? nodeChannelEvents : siteChannelEvents
  return (
    <fieldset class="field">
      <legend>{t('channelEvents')}</legend>
      <div class="alert-choices">
        {all.map((event) => (
          <label key={event} class="check">
            <input
              type="checkbox"
              checked={chosen.includes(event)}
              onChange={(change) =>
                onChange(
                  all.filter((one) => (one === event ? change.currentTarget.checked : chosen.includes(one))),
                )
              }
            />
            {t(`event_${event}`)}
          </label>
        ))}
      </div>
      <p class="field-hint">{t('channelEventsHint')}</p>
    </fieldset>
  )
}

/** All nodes, or some of them. */
export function NodeChoice({
  nodes,
  chosen,
  onChange,
}: {
  nodes: OwnNodes
  chosen: readonly number[]
  onChange: (nodes: readonly number[]) => void
}): JSX.Element {
  const isAll = chosen.length === 0
  return (
    <fieldset class="field">
      <legend>{t('channelNodes')}</legend>
      <label class="check">
        <input
          type="checkbox"
          checked={isAll}
          onChange={(event) => onChange(event.currentTarget.checked ? [] : nodes.map(({ id }) => id))}
        />
        {t('channelAllNodes')}
      </label>
      {isAll ? null : (
        <div class="alert-choices" role="group" aria-label={t('channelSomeNodes')}>
          {nodes.map(({ id, node_name: name }) => (
            <label key={id} class="check">
              <input
                type="checkbox"
                checked={chosen.includes(id)}
                onChange={(event) =>
                  onChange(event.currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
                }
              />
              <span class="wrap-any">{name}</span>
            </label>
          ))}
        </div>
      )}
    </fieldset>
  )
}
