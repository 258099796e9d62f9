import { dayMs } from '../../../../contract/time.ts'
import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { OwnNode } from '../../../../contract/node.ts'
import { t } from '../../../i18n/console.ts'
import { clock, duration, mbps, moment, plain, withUnit } from '../../../lib/format.ts'
import { Box } from '../states.tsx'
import { serverNowMs } from '../../../lib/server-clock.ts'
import { WholeNames } from '../../../components/whole-names.tsx'

type Props = Readonly<{
  node: OwnNode
  startMs: number
  over: boolean
  /** Reports come, but none yet with the token that was just made. */
  awaitsToken: boolean
  /** The line to run still stands on the page. */
  hasLine: boolean
  onAgain: () => void
}>

/** Whether a rejected report is newer than everything that went well. */
export function isRejectedNow(node: OwnNode): boolean {
  if (node.last_rejected === null) return false
  const atMs = Date.parse(node.last_rejected.at)
  return node.last_report_at === null || atMs > Date.parse(node.last_report_at)
}

/** Whether the last report itself said offline: it is not old, and the node counts as offline all the same. */
export function saysOffline(node: OwnNode, nowMs: number): boolean {
  return (
    node.status === 'offline' &&
    node.last_report_at !== null &&
    nowMs - Date.parse(node.last_report_at) < (node.report_interval_s ?? 600) * 1000
  )
}

/** Waiting, received with its figures, or turned away; changes without reloading. */
export function WaitingStep({ node, startMs, over, awaitsToken, hasLine, onAgain }: Props): JSX.Element {
  const [nowMs, setNowMs] = useState(serverNowMs)
  useEffect(() => {
    const timer = setInterval(() => setNowMs(serverNowMs()), 1000)
    return () => clearInterval(timer)
  }, [])
  const rejected = isRejectedNow(node) && node.last_rejected !== null ? node.last_rejected : undefined
  return (
    <div class="stack-tight" role="status">
      {awaitsToken ? (
        <Box tone="idle" title={t('waitingToken')}>
          {node.previous_token_until === null
            ? null
            : t('previousUntil', { t: moment(Date.parse(node.previous_token_until), nowMs) })}
        </Box>
      ) : node.first_report_at !== null && node.last_report_at !== null ? (
        <Received node={node} atMs={Date.parse(node.last_report_at)} nowMs={nowMs} startMs={startMs} />
      ) : (
        <Box tone="idle" title={t('waitingFor', { name: node.node_name })}>
          {over ? (
            <button type="button" class="link" onClick={onAgain}>
              {t('watchAgain')}
            </button>
          ) : (
            <span aria-hidden="true">{t('waitingMore', { t: elapsed(nowMs - startMs) })}</span>
          )}
        </Box>
      )}
      {rejected ? (
        <Box tone="warn" title={rejected.code === 'node_expired' ? t('rejectedExpired') : t('wrong')}>
          {t(wrongKey(rejected.code, hasLine), {
            t: moment(Date.parse(rejected.at), nowMs),
          })}
        </Box>
      ) : null}
    </div>
  )
}

function wrongKey(code: string, hasLine: boolean): 'rejectedExpiredMore' | 'wrongMore' | 'wrongMoreGone' {
  if (code === 'node_expired') return 'rejectedExpiredMore'
  return hasLine ? 'wrongMore' : 'wrongMoreGone'
}

function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  return seconds < 60 ? t('seconds', { n: seconds }) : duration(seconds)
}

function Received({
  node,
  atMs,
  nowMs,
  startMs,
}: {
  node: OwnNode
  atMs: number
  nowMs: number
  startMs: number
}): JSX.Element {
  // One report tells no interval yet; from the second on the learnt one says when the next is due.
  const interval = node.first_report_at === node.last_report_at ? null : node.report_interval_s
  const parts = [
    nowMs - atMs < dayMs ? clock(atMs) : moment(atMs, nowMs),
    t('figBandwidth', { v: withUnit(mbps(node.current_bandwidth)) }),
    t('figPeers', { n: plain(node.connection_count) }),
    node.easytier_version === '' ? '' : `EasyTier ${node.easytier_version}`,
    interval === null ? '' : t('nextIn', { t: duration(interval) }),
  ]
  const first = node.first_report_at !== null && Date.parse(node.first_report_at) >= startMs - 3_600_000
  return (
    <>
      <Box tone={saysOffline(node, nowMs) ? 'warn' : 'good'} title={first ? t('got') : t('gotLast')}>
        {parts.filter(Boolean).join(' · ')}
      </Box>
      {saysOffline(node, nowMs) ? (
        <Box tone="warn" title={t('gotOffline')}>
          <WholeNames text={t('gotOfflineMore')} />
        </Box>
      ) : null}
      <div class="row-buttons">
        <a class="btn btn-main" href={`/n/?id=${node.id}`}>
          {t('toNodePage')}
        </a>
        <a class="btn btn-plain" href="#/nodes/new">
          {t('addAnother')}
        </a>
      </div>
    </>
  )
}
