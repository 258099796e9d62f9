import type { JSX } from 'preact'
import type * as v from 'valibot'
import type { ChannelScope, DeliveriesAnswer } from '../../../../contract/channels.ts'
import { Ago } from '../../../components/time.tsx'
import { t } from '../../../i18n/console.ts'
import { translate } from '../../../i18n/language.ts'
import { calls } from '../../../lib/api-calls.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'
import { useConsole } from '../console.ts'
import { Failure, Skeleton, say } from '../states.tsx'
import { usePoll } from '../use-poll.ts'
import type { OwnNodes } from './alerts-page.tsx'

type Delivery = v.InferOutput<typeof DeliveriesAnswer>['deliveries'][number]
type Props = Readonly<{ scope: ChannelScope; id: string; nodes: OwnNodes }>

/** The newest messages of a channel, with what became of them. */
export function Deliveries({ scope, id, nodes }: Props): JSX.Element {
  const { api } = useConsole()
  const found = usePoll(
    `deliveries ${id}`,
    (signal) => api.send(calls.listDeliveries(scope, id), { signal }),
    60_000,
  )
  const { data, problem } = found
  if (problem && !data) return <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
  if (!data) return <Skeleton rows={2} />
  if (data.deliveries.length === 0) return <p class="small dim">{t('deliveriesNone')}</p>
  return (
    <ul class="sessions" aria-label={t('deliveries')}>
      {data.deliveries.map((delivery, index) => (
        <li key={`${delivery.at} ${index}`}>
          <div>
            <p class="wrap-any">{whatOf(delivery, nodes)}</p>
            <p class="tiny dim wrap-any">
              <Ago atMs={Date.parse(delivery.at)} nowMs={serverNowMs()} />
              {delivery.reason === '' || delivery.reason === '1' ? '' : ` · ${delivery.reason}`}
            </p>
          </div>
          <span class={`tag${delivery.result === 'sent' ? '' : ' bad-text'}`}>
            {t(`delivery_${delivery.result}`)}
          </span>
        </li>
      ))}
    </ul>
  )
}

/** What a message told: its first item, and how many there were. */
function whatOf({ items }: Delivery, nodes: OwnNodes): string {
  const told = items.filter(({ word }) => word !== 'up' || items.every((other) => other.word !== 'passed'))
  const [first] = told
  if (first === undefined) return ''
  const name =
    first.node === 0
      ? t('theSite')
      : (nodes.find(({ id }) => id === first.node)?.node_name ?? t('nodeGone', { id: String(first.node) }))
  const word = t(`word_${first.word}`, { event: translate(`event_${first.event}`) })
  const what = `${name}: ${word}`
  return told.length === 1 ? what : t('deliveryItems', { what, n: told.length })
}
