import type { JSX } from 'preact'
import { ownPlace, partsOfWhy } from '../../contract/reasons.ts'
import type * as v from 'valibot'
import type { EventAnswer, EventKind } from '../../contract/events.ts'
import { translator } from '../i18n/language.ts'
import type { messages } from '../i18n/zh-CN/events.ts'
import { causeKey } from '../lib/check-causes.ts'
import { absolute, moment } from '../lib/format.ts'
import { Glyph, type Tone } from './glyph.tsx'

/** Both the public page and the console have these words in their catalogue. */
const t = translator<typeof messages>()

export type ShownEvent = v.InferOutput<typeof EventAnswer>

const bad: ReadonlySet<string> = new Set(['offline', 'unreachable', 'quota_100', 'expired', 'incident_began'])
const good: ReadonlySet<string> = new Set([
  'online',
  'reachable',
  'first_report',
  'incident_ended',
  'enabled',
])
const warn: ReadonlySet<string> = new Set([
  'full',
  'quota_80',
  'quota_95',
  'token_refused',
  'two_machines',
  'checker_doubtful',
  'clock_stopped',
  'mail_failing',
  'queue_waiting',
  'store_errors',
])

function toneOf(kind: string): Tone {
  if (bad.has(kind)) return 'bad'
  if (good.has(kind)) return 'good'
  return warn.has(kind) ? 'warn' : 'idle'
}

/** The log has a check's code, with the places behind it where there are several. */
function whyOf(why: string): string {
  if (why === 'said' || why === 'silent') return t(`why_${why}`)
  const { code, places } = partsOfWhy(why)
  const key = causeKey(code)
  if (key === undefined) return why
  const names = places.map((name) => (name === ownPlace ? t('whyOwn') : name))
  return names.length === 0 ? t(key) : t('whyAt', { w: t(key), p: names.join(t('whyComma')) })
}

/** Events, newest first: what, where, why, when. */
export function EventList({ events, nowMs }: { events: readonly ShownEvent[]; nowMs: number }): JSX.Element {
  return (
    <ul class="audit-list" aria-label={t('eventsList')}>
      {events.map(({ id, at, kind, node_id: node, node_name: name, why }) => (
        <li key={id}>
          <span class="event-what">
            <Glyph tone={toneOf(kind)} />
            {t(`ev_${kind}`)}
          </span>
          {node === 0 ? (
            <span class="dim">{t('eventsOfSite')}</span>
          ) : (
            <a href={`/n/?id=${node}`} dir="auto">
              {name === '' ? `#${node}` : name}
            </a>
          )}
          {why === '' ? null : (
            <span class="small dim" dir="auto">
              {whyOf(why)}
            </span>
          )}
          <time class="small dim audit-place" dateTime={at} title={absolute(Date.parse(at))}>
            {moment(Date.parse(at), nowMs)}
          </time>
        </li>
      ))}
    </ul>
  )
}

/** What of the log is wanted; "" = all. */
export type EventFilter = Readonly<{ kind: string; region: string; tag: string }>
export const everything: EventFilter = { kind: '', region: '', tag: '' }

type FilterProps = Readonly<{
  kinds: readonly EventKind[]
  onFind: (filter: EventFilter) => void
}>

/** Kind, region and tag as a form; nothing is asked before it is sent. */
export function EventFilters({ kinds, onFind }: FilterProps): JSX.Element {
  const send = (event: Event & { currentTarget: HTMLFormElement }): void => {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const text = (name: string): string => {
      const value = data.get(name)
      return typeof value === 'string' ? value.trim() : ''
    }
    onFind({ kind: text('kind'), region: text('region'), tag: text('tag') })
  }
  return (
    <form class="event-filter" onSubmit={send}>
      <div>
        <label for="event-kind">{t('eventsKind')}</label>
        <select class="input" id="event-kind" name="kind">
          <option value="">{t('eventsAny')}</option>
          {kinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`ev_${kind}`)}
            </option>
          ))}
        </select>
      </div>
      <div>
        <label for="event-region">{t('eventsRegion')}</label>
        <select class="input" id="event-region" name="region">
          <option value="">{t('eventsAny')}</option>
          <option value="domestic">{t('domestic')}</option>
          <option value="overseas">{t('overseas')}</option>
        </select>
      </div>
      <div>
        <label for="event-tag">{t('eventsTag')}</label>
        <input class="input" id="event-tag" name="tag" maxLength={50} />
      </div>
      <button type="submit" class="btn">
        {t('eventsFind')}
      </button>
    </form>
  )
}
