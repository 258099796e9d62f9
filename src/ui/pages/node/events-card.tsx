import { dayMs } from '../../../contract/time.ts'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { Glyph, type Tone } from '../../components/glyph.tsx'
import { Live } from '../../components/live.tsx'
import { t } from '../../i18n/node.ts'
import type { Day } from '../../lib/days.ts'
import { absolute, duration, moment } from '../../lib/format.ts'
import type { NodeAnswer } from './node-answer.ts'

type Change = NodeAnswer['events'][number]
type Shown = Pick<NodeAnswer['node'], 'state' | 'maintenance_until'>

const shownFirst = 5
const tones: Readonly<Record<Change['state'], Tone>> = { up: 'good', down: 'bad', none: 'idle' }

/** Whether a change is the first time that the node came up: the days before it know nothing. */
function isFirst(change: Change, days: readonly Day[]): boolean {
  const atMs = Date.parse(change.at)
  return days.filter(({ startMs }) => startMs + dayMs <= atMs).every(({ known }) => known === 0)
}

/** Why nothing is known of it now: its owner has taken it off. */
function offWords({ state, maintenance_until: until }: Shown, nowMs: number): string {
  if (Date.parse(until ?? '') > nowMs) return t('eventMaintained')
  return t(state === 'drained' ? 'eventPaused' : 'eventNoneNow')
}

function words(change: Change, first: boolean, off: string): string {
  if (change.state === 'up') return t(first ? 'eventFirst' : 'eventUp')
  if (change.duration_s === null) return change.state === 'down' ? t('eventDownNow') : off
  return t(change.state === 'down' ? 'eventDown' : 'eventNone', { d: duration(change.duration_s) })
}

/** The last changes of state, newest first. */
export function EventsCard(props: {
  node: Shown
  events: NodeAnswer['events']
  days: readonly Day[]
  nowMs: number
}): JSX.Element {
  const [all, setAll] = useState(false)
  const { node, events, days, nowMs } = props
  const oldest = events.at(-1)
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
            <Live text={words(change, change === oldest && isFirst(change, days), offWords(node, nowMs))} />
            <time class="tiny dim" dateTime={change.at} title={absolute(Date.parse(change.at))}>
              <Live text={moment(Date.parse(change.at), nowMs)} fixed />
            </time>
          </li>
        ))}
      </ul>
    </section>
  )
}
