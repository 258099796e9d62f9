import type { JSX } from 'preact'
import type { OwnNode } from '../../../../contract/node.ts'
import { Glyph } from '../../../components/glyph.tsx'
import { t } from '../../../i18n/console.ts'
import { duration, isoDay, mbpsPair, moment, plain } from '../../../lib/format.ts'
import { bandwidthLimit } from '../../../lib/node-state.ts'
import { attentionOf, type Attention } from './attention.ts'
import { useNodeActions } from './use-node-actions.ts'
import { WholeNames } from '../../../components/whole-names.tsx'

type Props = Readonly<{ nodes: readonly OwnNode[]; nowMs: number; onChanged: (node: OwnNode) => void }>

/** What the owner should look at, worst first; nothing when all is well. */
export function AttentionList({ nodes, nowMs, onChanged }: Props): JSX.Element | null {
  const items = attentionOf(nodes, nowMs)
  const actions = useNodeActions()
  if (items.length === 0) return null
  return (
    <section class="card attention" aria-label={t('attention')}>
      <ul>
        {items.map((item) => {
          const words = wordsOf(item, nowMs)
          return (
            <li key={`${item.kind} ${item.node.id}`}>
              <Glyph tone={words.bad ? 'bad' : 'warn'} />
              <div class="attention-text">
                <p>
                  <b class="wrap-any">
                    <bdi>{item.node.node_name}</bdi>
                  </b>{' '}
                  {words.title}
                </p>
                <p class="tiny dim">
                  <WholeNames text={words.more} />
                </p>
              </div>
              {item.kind === 'expiry' ? (
                <button type="button" class="btn" onClick={() => void actions.extend(item.node, onChanged)}>
                  {t('extendYear')}
                  <span class="sr"> {item.node.node_name}</span>
                </button>
              ) : (
                <a class="btn" href={words.href}>
                  {words.action}
                  <span class="sr"> {item.node.node_name}</span>
                </a>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

type Words = Readonly<{ title: string; more: string; action: string; href: string; bad: boolean }>

/** A length of time in its largest unit alone. */
export function roughly(seconds: number): string {
  const unit = [86_400, 3600, 60].find((size) => seconds >= size) ?? 60
  return duration(Math.floor(seconds / unit) * unit)
}

function quotaTitle(item: Extract<Attention, { kind: 'quota' }>): string {
  if (item.percent >= 100) return t('quotaUsed')
  const p = plain(Math.floor(item.percent))
  if (item.daysLeft === undefined) return t('quotaAt', { p })
  return t('quotaAtForecast', { p, t: roughly(Math.max(item.daysLeft * 86_400, 3600)) })
}

function fullWords(node: OwnNode, by: 'peers' | 'bandwidth'): Words {
  const limit = bandwidthLimit(node)
  const isByPeers = by === 'peers'
  const field = isByPeers ? 'max_connections' : node.tier_bandwidth > 0 ? 'tier_bandwidth' : 'max_bandwidth'
  const { used, all } = mbpsPair(node.current_bandwidth, limit)
  return {
    title: isByPeers
      ? t('fullPeers', { n: node.connection_count, m: node.max_connections })
      : t('fullBandwidth', { n: used, m: all }),
    more: isByPeers ? t('fullPeersMore') : t(limit <= 1 ? 'fullUnset' : 'fullBandwidthMore'),
    action: t('changeLimit'),
    href: `#/nodes/${node.id}?at=${field}`,
    bad: false,
  }
}

function wordsOf(item: Attention, nowMs: number): Words {
  const { node } = item
  const reporter = `#/nodes/${node.id}/reporter`
  switch (item.kind) {
    case 'silent':
      return {
        title: t('silent', { t: roughly(item.silentMs / 1000) }),
        more: t('silentMore', { t: moment(nowMs - item.silentMs, nowMs), n: item.missed }),
        action: t('whatToDo'),
        href: reporter,
        bad: true,
      }
    case 'unreachable':
      return {
        title: t('unreachableFor', { t: roughly((nowMs - item.sinceMs) / 1000) }),
        more: t('unreachableDo'),
        action: t('checkAddresses'),
        href: `#/nodes/${node.id}?at=${encodeURIComponent('connections[0].ip')}`,
        bad: true,
      }
    case 'rejected':
      return {
        title: item.code === 'node_expired' ? t('rejectedExpired') : t('rejected'),
        more: t('rejectedMore', { t: moment(item.atMs, nowMs) }),
        action: t('whatToDo'),
        href: reporter,
        bad: true,
      }
    case 'quota':
      return {
        title: quotaTitle(item),
        more: item.resetDays === undefined ? t('quotaMore') : t('quotaMoreReset', { n: item.resetDays }),
        action: t('changeQuota'),
        href: `#/nodes/${node.id}?at=max_traffic`,
        bad: false,
      }
    case 'twins':
      return { title: t('twins'), more: t('twinsMore'), action: t('regenDo'), href: reporter, bad: true }
    case 'sums':
      return {
        title: t('sums'),
        more: t('sumsMore'),
        action: t('whatToDo'),
        href: `#/nodes/${node.id}?at=legacy_cumulative`,
        bad: false,
      }
    case 'relay':
      return {
        title: t('relayNot'),
        more: t('relayNotMore'),
        action: t('whatToDo'),
        href: `#/nodes/${node.id}?at=allow_relay`,
        bad: false,
      }
    case 'full':
      return fullWords(node, item.by)
    case 'expiry':
      return {
        title: t(item.daysLeft <= 0 ? 'expiredOn' : 'expires', { date: isoDay(item.untilMs) }),
        more: t('expiresMore'),
        action: '',
        href: '',
        bad: false,
      }
    case 'unused':
      return {
        title: t('unused'),
        more: t('unusedMore'),
        action: t('install'),
        href: reporter,
        bad: false,
      }
  }
}
