import type { JSX } from 'preact'
import type { NodeChecksAnswer } from '../../../contract/checks.ts'
import { Glyph } from '../../components/glyph.tsx'
import { Live } from '../../components/live.tsx'
import { Ago } from '../../components/time.tsx'
import { t } from '../../i18n/node.ts'
import { useFeed } from '../../lib/browser-poll.ts'
import { checksSentence, placeSentence } from './checks-words.ts'
import { LatencyCard } from './latency-card.tsx'

/** What each place found of a node, beside what it says of itself; nothing until that is known. */
export function ChecksCards({ id, nowMs }: { id: number; nowMs: number }): JSX.Element | null {
  const { data } = useFeed<NodeChecksAnswer>(`/api/public/${id}/checks`)
  if (data === undefined || data.places.length === 0) return null
  const { tone, text } = checksSentence(data, nowMs)
  return (
    <>
      <section class="card block" aria-labelledby="checks">
        <h2 id="checks">{t('checks')}</h2>
        <p class="checks-sum">
          <Glyph tone={tone} />
          <Live text={text} />
        </p>
        <ul class="events">
          {data.places.map((place) => {
            const said = placeSentence(place, nowMs)
            return (
              <li key={place.id}>
                <Glyph tone={said.tone} />
                <span>
                  <b dir="auto">{place.name === '' ? t('checkOwn') : place.name}</b> <Live text={said.text} />
                </span>
                {place.newest === null ? null : (
                  <span class="tiny dim check-at">
                    <Ago atMs={Date.parse(place.newest.at)} nowMs={nowMs} />
                  </span>
                )}
              </li>
            )
          })}
        </ul>
      </section>
      <LatencyCard answer={data} nowMs={nowMs} />
    </>
  )
}
