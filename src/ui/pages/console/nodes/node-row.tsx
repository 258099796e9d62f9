import type { JSX } from 'preact'
import { dayMs } from '../../../../contract/time.ts'
import type { OwnNode } from '../../../../contract/node.ts'
import { Glyph, toneOf } from '../../../components/glyph.tsx'
import { MenuButton, type MenuItem } from '../../../components/menu.tsx'
import { Meter } from '../../../components/meter.tsx'
import { NodeWord } from '../../../components/node-word.tsx'
import { Ago } from '../../../components/time.tsx'
import { t } from '../../../i18n/console.ts'
import { days, gigabytes, isoDay, latency, mbps, mbpsPair, plain, withUnit } from '../../../lib/format.ts'
import { bandwidthLimit, share } from '../../../lib/node-state.ts'
import { foreverDate } from '../form/validity.ts'
import { roughly } from './attention-list.tsx'
import { CheckNote } from './check-note.tsx'
import type { Selection } from './node-table.tsx'
import { quotaOutlook } from './quota.ts'
import type { NodeActions } from './use-node-actions.ts'

export type Change = Readonly<{ onChanged: (node: OwnNode) => void; onRemoved: (id: number) => void }>

type Props = Change &
  Readonly<{
    node: OwnNode
    nowMs: number
    owners: boolean
    ownerDisabled: boolean
    selection: Selection | undefined
    actions: NodeActions
  }>

/** One node with the figures by which one sees that it is ill. */
export function NodeRow(props: Props): JSX.Element {
  const { node, nowMs, owners, ownerDisabled, selection, actions } = props
  return (
    <div role="row" class="nodes-row">
      {selection ? (
        <div role="cell" class="cell-choice">
          <input
            type="checkbox"
            aria-label={t('choose', { name: node.node_name })}
            checked={selection.ids.has(node.id)}
            onChange={(event) => selection.set([node.id], event.currentTarget.checked)}
          />
        </div>
      ) : null}
      <NameCell node={node} nowMs={nowMs} ownerDisabled={ownerDisabled} />
      {owners ? (
        <div role="cell" class="cell-owner small">
          <a href={`#/admin/users?q=${encodeURIComponent(node.owner_email)}`} title={node.owner_email}>
            {node.owner_email}
          </a>
        </div>
      ) : null}
      <Figures node={node} nowMs={nowMs} ownerDisabled={ownerDisabled} />
      <div role="cell" class="cell-actions">
        <MenuButton label={t('moreOf', { name: node.node_name })} items={menuOf(node, actions, props)} />
      </div>
    </div>
  )
}

function menuOf(node: OwnNode, actions: NodeActions, { onChanged, onRemoved }: Change): MenuItem[] {
  return [
    { label: t('edit'), href: `#/nodes/${node.id}` },
    { label: t('figures'), href: `#/nodes/${node.id}/figures` },
    { label: t('reporter'), href: `#/nodes/${node.id}/reporter` },
    { label: t('publicPage'), href: `/n/?id=${node.id}` },
    { label: t('checkNow'), run: () => void actions.check(node) },
    { label: t('clone'), href: `#/nodes/new?from=${node.id}` },
    node.is_enabled === 1
      ? { label: t('drain'), run: () => void actions.setEnabled(node, 0, onChanged) }
      : { label: t('undrain'), run: () => void actions.setEnabled(node, 1, onChanged) },
    { label: t('regenDo'), run: () => void actions.regenerate(node) },
    { label: t('delDo'), danger: true, run: () => void actions.remove(node, onRemoved) },
  ]
}

function NameCell({
  node,
  nowMs,
  ownerDisabled,
}: Pick<Props, 'node' | 'nowMs' | 'ownerDisabled'>): JSX.Element {
  return (
    <div role="cell" class="cell-name">
      <Glyph tone={ownerDisabled ? 'idle' : toneOf[node.state]} />
      <div>
        <a class="node-name wrap-any" href={`#/nodes/${node.id}`}>
          <bdi>{node.node_name}</bdi>
        </a>
        <p class="tiny dim">
          {ownerDisabled ? t('ownerDisabled') : <NodeWord state={node.state} />}
          {' · '}
          {node.last_report_at === null ? (
            t('registeredAgo', { t: '' })
          ) : (
            <Ago atMs={Date.parse(node.last_report_at)} nowMs={nowMs} />
          )}
          {node.last_report_at === null ? <Ago atMs={Date.parse(node.created_at)} nowMs={nowMs} /> : null}
        </p>
        <p class="tiny">
          <CheckNote node={node} />
        </p>
      </div>
    </div>
  )
}

const nothing = '—'

function Figures({
  node,
  nowMs,
  ownerDisabled,
}: Pick<Props, 'node' | 'nowMs' | 'ownerDisabled'>): JSX.Element {
  const { percent, resetDays } = quotaOutlook(node, nowMs)
  // Of a disabled owner's nodes nothing is handed out, whatever they report.
  const up = node.status === 'online' && !ownerDisabled
  const limit = bandwidthLimit(node)
  const pair = mbpsPair(node.current_bandwidth, limit)
  return (
    <>
      <div role="cell" class="cell-bandwidth">
        <span class="cell-label tiny dim">{t('colBandwidth')}</span>
        {up ? (
          <Meter share={share(node.current_bandwidth, limit)}>
            <b>{limit > 0 ? pair.used : withUnit(mbps(node.current_bandwidth))}</b>{' '}
            {limit > 0 ? <span class="dim">/ {pair.all}</span> : null}
          </Meter>
        ) : (
          nothing
        )}
      </div>
      <div role="cell" class="cell-peers">
        <span class="cell-label tiny dim">{t('connections')}</span>
        {up ? (
          <Meter
            share={node.max_connections > 0 ? share(node.connection_count, node.max_connections) : undefined}
          >
            <b>{plain(node.connection_count)}</b>{' '}
            <span class="dim">
              / {node.max_connections > 0 ? plain(node.max_connections) : t('unlimited')}
            </span>
          </Meter>
        ) : (
          nothing
        )}
      </div>
      <div role="cell" class="cell-latency small">
        {up && node.latency_ms >= 0 ? latency(node.latency_ms) : nothing}
      </div>
      <div role="cell" class="cell-since small dim">
        {node.status_since === null || ownerDisabled
          ? nothing
          : t(up ? 'upFor' : 'downFor', { t: roughly((nowMs - Date.parse(node.status_since)) / 1000) })}
      </div>
      <div role="cell" class="cell-traffic">
        <span class="cell-label tiny dim">{t('colTraffic')}</span>
        <Meter share={percent === undefined ? undefined : percent / 100}>
          <b>{withUnit(gigabytes(node.used_traffic))}</b>{' '}
          <span class="dim">
            / {node.max_traffic > 0 ? withUnit(gigabytes(node.max_traffic)) : t('unlimited')}
          </span>
        </Meter>
        {resetDays === undefined ? null : <p class="tiny dim">{t('resetsIn', { t: days(resetDays) })}</p>}
      </div>
      <div role="cell" class="cell-expiry small dim">
        <span class="cell-label tiny">{t('colExpiry')}</span>
        <Expiry validUntil={node.valid_until} nowMs={nowMs} />
      </div>
    </>
  )
}

function Expiry({ validUntil, nowMs }: { validUntil: string; nowMs: number }): JSX.Element {
  const untilMs = Date.parse(validUntil)
  const date = isoDay(untilMs)
  if (date >= foreverDate) return <span>{t('forever')}</span>
  const left = Math.round((Date.parse(date) - Date.parse(isoDay(nowMs))) / dayMs)
  return left <= 14 ? (
    <span class="warn-text">
      {date}
      {left > 0 ? <span class="in-text"> · {days(left)}</span> : null}
    </span>
  ) : (
    <time dateTime={validUntil}>{date}</time>
  )
}
