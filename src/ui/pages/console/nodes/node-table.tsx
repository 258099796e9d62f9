import { dayMs } from '../../../../contract/time.ts'
import type { JSX } from 'preact'
import type { OwnNode } from '../../../../contract/node.ts'
import { Glyph, toneOf } from '../../../components/glyph.tsx'
import { MenuButton, type MenuItem } from '../../../components/menu.tsx'
import { Meter } from '../../../components/meter.tsx'
import { NodeWord } from '../../../components/node-word.tsx'
import { Ago } from '../../../components/time.tsx'
import { t } from '../../../i18n/console.ts'
import { days, gigabytes, isoDay, withUnit } from '../../../lib/format.ts'
import { foreverDate } from '../form/validity.ts'
import { quotaOutlook } from './quota.ts'
import { useNodeActions, type NodeActions } from './use-node-actions.ts'

type Change = Readonly<{ onChanged: (node: OwnNode) => void; onRemoved: (id: number) => void }>
type Props = Change & Readonly<{ nodes: readonly OwnNode[]; nowMs: number; owners?: boolean }>

/** Nodes as a table; on a phone each row is a card that keeps the table's roles. `owners` adds the owner's column. */
export function NodeTable({ nodes, nowMs, owners = false, ...change }: Props): JSX.Element {
  const actions = useNodeActions()
  return (
    <div class="card table-card">
      <div
        role="table"
        class={`nodes-table${owners ? ' with-owner' : ''}`}
        aria-label={owners ? t('adminNodes') : t('mine')}
      >
        <div role="rowgroup" class="nodes-head">
          <div role="row" class="nodes-row">
            <span role="columnheader">{t('colNode')}</span>
            {owners ? <span role="columnheader">{t('colOwner')}</span> : null}
            <span role="columnheader">{t('colTraffic')}</span>
            <span role="columnheader">{t('colReset')}</span>
            <span role="columnheader">{t('colExpiry')}</span>
            <span role="columnheader">{t('colToken')}</span>
            <span role="columnheader">
              <span class="sr">{t('colActions')}</span>
            </span>
          </div>
        </div>
        <div role="rowgroup">
          {nodes.map((node) => (
            <NodeRow key={node.id} node={node} nowMs={nowMs} owners={owners} actions={actions} {...change} />
          ))}
        </div>
      </div>
    </div>
  )
}

type RowProps = Change & Readonly<{ node: OwnNode; nowMs: number; owners: boolean; actions: NodeActions }>

function NodeRow({ node, nowMs, owners, actions, onChanged, onRemoved }: RowProps): JSX.Element {
  const { percent, resetDays } = quotaOutlook(node, nowMs)
  const items: MenuItem[] = [
    { label: t('reporter'), href: `#/nodes/${node.id}/reporter`, narrow: true },
    { label: t('edit'), href: `#/nodes/${node.id}`, narrow: true },
    { label: t('publicPage'), href: `/n/?id=${node.id}` },
    { label: t('checkNow'), run: () => void actions.check(node) },
    node.is_enabled === 1
      ? { label: t('drain'), run: () => void actions.setEnabled(node, 0, onChanged) }
      : { label: t('undrain'), run: () => void actions.setEnabled(node, 1, onChanged) },
    { label: t('regenDo'), run: () => void actions.regenerate(node) },
    { label: t('delDo'), danger: true, run: () => void actions.remove(node, onRemoved) },
  ]
  return (
    <div role="row" class="nodes-row">
      <div role="cell" class="cell-name">
        <Glyph tone={toneOf[node.state]} />
        <div>
          <a class="node-name wrap-any" href={`#/nodes/${node.id}`}>
            <bdi>{node.node_name}</bdi>
          </a>
          <p class="tiny dim">
            <NodeWord state={node.state} />
            {' · '}
            {node.last_report_at === null ? (
              t('registeredAgo', { t: '' })
            ) : (
              <Ago atMs={Date.parse(node.last_report_at)} nowMs={nowMs} />
            )}
            {node.last_report_at === null ? <Ago atMs={Date.parse(node.created_at)} nowMs={nowMs} /> : null}
          </p>
        </div>
      </div>
      {owners ? (
        <div role="cell" class="cell-owner small wrap-any">
          <a href={`#/admin/users?q=${encodeURIComponent(node.owner_email)}`}>{node.owner_email}</a>
        </div>
      ) : null}
      <div role="cell" class="cell-traffic">
        <Meter share={percent === undefined ? undefined : percent / 100}>
          <b>{withUnit(gigabytes(node.used_traffic))}</b>
          <span class="dim">
            {' '}
            / {node.max_traffic > 0 ? withUnit(gigabytes(node.max_traffic)) : t('unlimited')}
          </span>
        </Meter>
      </div>
      <div role="cell" class="cell-reset small dim">
        {resetDays === undefined ? t('neverResets') : t('inDays', { t: days(resetDays) })}
      </div>
      <div role="cell" class="cell-expiry small dim">
        <span class="cell-label tiny">{t('colExpiry')}</span>
        <Expiry validUntil={node.valid_until} nowMs={nowMs} />
      </div>
      <div role="cell" class="cell-token">
        <code class="tiny">{node.token_prefix.slice(0, 4) + node.token_prefix.slice(-4)}…</code>
        <p class="tiny dim">
          {node.token_last_used_at === null ? (
            t('neverUsed')
          ) : (
            <>
              {t('usedBefore')}
              <Ago atMs={Date.parse(node.token_last_used_at)} nowMs={nowMs} />
              {t('usedAfter')}
            </>
          )}
        </p>
      </div>
      <div role="cell" class="cell-actions">
        <a class="btn btn-plain wide-only" href={`#/nodes/${node.id}/reporter`}>
          {t('reporter')}
          <span class="sr"> {node.node_name}</span>
        </a>
        <a class="btn btn-plain wide-only" href={`#/nodes/${node.id}`}>
          {t('edit')}
          <span class="sr"> {node.node_name}</span>
        </a>
        <MenuButton label={t('moreOf', { name: node.node_name })} items={items} />
      </div>
    </div>
  )
}

function Expiry({ validUntil, nowMs }: { validUntil: string; nowMs: number }): JSX.Element {
  const untilMs = Date.parse(validUntil)
  const date = isoDay(untilMs)
  if (date >= foreverDate) return <span>{t('forever')}</span>
  const left = Math.ceil((untilMs - nowMs) / dayMs)
  return left <= 14 ? (
    <span class="warn-text">{left > 0 ? `${date} · ${days(left)}` : date}</span>
  ) : (
    <time dateTime={validUntil}>{date}</time>
  )
}
