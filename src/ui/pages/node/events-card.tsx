import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Glyph, type Tone } from '../../components/glyph.tsx'
import { t } from '../../i18n/node.ts'
import { absolute, duration, moment } from '../../lib/format.ts'
import type { NodeAnswer } from './node-answer.ts'

type Change = NodeAnswer['events'][number]

const shownFirst = 5
const tones: Readonly<Record<Change['state'], Tone>> = { up: 'good', down: 'bad', none: 'idle' }

function words(change: Change): string {
  if (change.state === 'up') return t('eventUp')
  if (change.duration_s === null) return t(change.state === 'down' ? 'eventDownNow' : 'eventNoneNow')
  return t(change.state === 'down' ? 'eventDown' : 'eventNone', { d: duration(change.duration_s) })
}

/** The last changes of state, newest first. */
export function EventsCard(props: { events: NodeAnswer['events']; nowMs: number }): JSX.Element {
  const [all, setAll] = useState(false)
  const { events, nowMs } = props
  const shown = all ? events : events.slice(0, shownFirst)
  return (
    <section class="card block" aria-labelledby="events">
      <div class="block-head">
        <h2 id="events">{t('events')}</h2>
        {events.length > shown.length ? (
          <button type="button" class="link small" onClick={() => setAll(true)}>
            {t('eventsAll')}
          </button>
        ) : null}
      </div>
      {events.length === 0 ? <p class="small dim">{t('eventsNone')}</p> : null}
      <ul class="events">
        {shown.map((change) => (
          <li key={`${change.at}${change.state}`}>
            <Glyph tone={tones[change.state]} />
            <span>{words(change)}</span>
            <time class="tiny dim" dateTime={change.at} title={absolute(Date.parse(change.at))}>
              {moment(Date.parse(change.at), nowMs)}
            </time>
          </li>
        ))}
      </ul>
    </section>
  )
}
