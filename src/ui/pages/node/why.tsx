import type { JSX } from 'preact'
import { Live } from '../../components/live.tsx'
import { t } from '../../i18n/node.ts'
import { ago, clock, day, gigabytes, mbps, moment, percent, plain, withUnit } from '../../lib/format.ts'
import { type Reason, reasonOf } from '../../lib/state-reason.ts'
import { toneOf } from '../../components/glyph.tsx'
import type { NodeDetail } from './node-answer.ts'

/** Figures of a reason as its sentences write them. */
function figures({ key, used, limit }: Reason): Readonly<{ used: string; limit: string }> {
  if (key === 'fullPeers') return { used: plain(used), limit: plain(limit) }
  const unit = key === 'fullBandwidth' ? mbps : gigabytes
  return { used: withUnit(unit(used)), limit: withUnit(unit(limit)) }
}

/** Why the node is in its state and what follows from that; nothing for a node that is simply online. */
export function Why({ node, nowMs }: { node: NodeDetail; nowMs: number }): JSX.Element | null {
  const reason = reasonOf(node)
  if (!reason) return null
  const { key, used, limit, resetMs } = reason
  const until = Date.parse(node.maintenance_until ?? '')
  if (until > nowMs) {
    return (
      <p class={`why why-${toneOf[node.state]}`}>
        <Live text={t('maintained', { t: moment(until, nowMs) })} />
      </p>
    )
  }
  const params = {
    ...figures(reason),
    percent: limit > 0 ? percentOf(used / limit) : '',
    reset: Number.isNaN(resetMs) ? '' : `${day(resetMs, undefined, nowMs)} ${clock(resetMs)}`,
    last: node.last_report_at === null ? '' : ago(Date.parse(node.last_report_at), nowMs),
  }
  return (
    <p class={`why why-${toneOf[node.state]}`}>
      <Live text={`${t(`${key}Why`, params)} ${t(`${key}So`, params)}`} />
    </p>
  )
}

function percentOf(share: number): string {
  const whole = Math.floor(share * 100)
  return whole >= 100 || share < 0.999 ? plain(whole) : percent(share * 100)
}
