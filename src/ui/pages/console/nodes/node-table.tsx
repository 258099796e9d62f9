import type { JSX } from 'preact'
import type { OwnNode } from '../../../../contract/node.ts'
import { t } from '../../../i18n/console.ts'
import { useGrowing } from '../../../lib/use-growing.ts'
import { NodeRow, type Change } from './node-row.tsx'
import { SortHead } from './sort-head.tsx'
import type { Sort, SortKey } from './sort-nodes.ts'
import { useNodeActions } from './use-node-actions.ts'

/** Which nodes are chosen for something that is done to all of them at once. */
export type Selection = {
  readonly ids: ReadonlySet<number>
  readonly set: (ids: readonly number[], chosen: boolean) => void
}

/** Columns that begin with the largest. */
const falling: ReadonlySet<SortKey> = new Set(['bandwidth', 'peers', 'latency', 'traffic', 'since'])

type Props = Change &
  Readonly<{
    nodes: readonly OwnNode[]
    nowMs: number
    /** What the list was narrowed to, sorted by and turned to; another one draws the rows anew. */
    listKey: string
    sort: Sort
    onSort: (sort: Sort) => void
    /** Adds the owner's column. */
    owners?: boolean
    /** Owners whose accounts are disabled: their nodes are off the lists whatever they report. */
    disabledOwners?: ReadonlySet<string>
    selection?: Selection
  }>

/** Nodes as a table; on a phone each row is a card that keeps the table's roles. */
export function NodeTable(props: Props): JSX.Element {
  const { nodes, nowMs, sort, onSort, owners = false, disabledOwners, selection } = props
  const actions = useNodeActions()
  const drawn = useGrowing(nodes.length, props.listKey)
  const ids = nodes.map((node) => node.id)
  const head = (name: SortKey, label: string, extra = ''): JSX.Element => (
    <SortHead
      name={name}
      label={label}
      sort={sort}
      onSort={onSort}
      class={extra}
      falling={falling.has(name)}
    />
  )
  return (
    <div class="card table-card">
      <div
        role="table"
        class={`nodes-table${owners ? ' with-owner' : ''}${selection ? ' with-choice' : ''}`}
        aria-label={owners ? t('adminNodes') : t('mine')}
      >
        <div role="rowgroup" class="nodes-head">
          <div role="row" class="nodes-row">
            {selection ? (
              <span role="columnheader" class="cell-choice">
                <input
                  type="checkbox"
                  aria-label={t('chooseAll')}
                  checked={ids.length > 0 && ids.every((id) => selection.ids.has(id))}
                  onChange={(event) => selection.set(ids, event.currentTarget.checked)}
                />
              </span>
            ) : null}
            {head('name', t('colNode'), 'cell-name')}
            {owners ? head('owner', t('colOwner'), 'cell-owner') : null}
            {head('bandwidth', t('colBandwidth'), 'cell-bandwidth')}
            {head('peers', t('connections'), 'cell-peers')}
            {head('latency', t('colLatency'), 'cell-latency')}
            {head('since', t('colSince'), 'cell-since')}
            {head('traffic', t('colTraffic'), 'cell-traffic')}
            {head('expiry', t('colExpiry'), 'cell-expiry')}
            <span role="columnheader" class="cell-actions">
              <span class="sr">{t('colActions')}</span>
            </span>
          </div>
        </div>
        <div role="rowgroup">
          {nodes.slice(0, drawn).map((node) => (
            <NodeRow
              key={node.id}
              node={node}
              nowMs={nowMs}
              owners={owners}
              ownerDisabled={disabledOwners?.has(node.owner_email) === true}
              selection={selection}
              actions={actions}
              onChanged={props.onChanged}
              onRemoved={props.onRemoved}
            />
          ))}
        </div>
      </div>
    </div>
  )
}
