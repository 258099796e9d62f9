import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { OwnNode } from '../../../../contract/node.ts'
import { t } from '../../../i18n/console.ts'
import { useConsole } from '../console.ts'
import { NodeTable } from '../nodes/node-table.tsx'
import { withRecent } from '../nodes/recent.ts'
import { readSort, sortNodes, writeSort } from '../nodes/sort-nodes.ts'
import { PageHead } from '../page-head.tsx'
import { listHash, type ListState } from '../routes.ts'
import { Blank, Failure, Skeleton, StaleBar, say } from '../states.tsx'
import { usePoll } from '../use-poll.ts'
import { go } from '../use-route.ts'
import { nodesCsv, saveCsv } from '../bulk/csv.ts'
import { groupNodes, nodeGroups, searchNodes, type NodeGroup } from './filter-nodes.ts'
import { GroupChips } from './group-chips.tsx'
import { ListSearch, ListSelect, Pager, perPage, without } from './list-tools.tsx'
import { loadAllNodes, loadAllUsers } from './load-all.ts'
import { NodeBulkBar } from '../bulk/node-bulk-bar.tsx'
import { serverNowMs } from '../../../lib/server-clock.ts'

const path = '/admin/nodes'

function known(list: ListState): { group: NodeGroup | ''; region: string } {
  return {
    group: nodeGroups.find((group) => group === list.state) ?? '',
    region: list.region === 'domestic' || list.region === 'overseas' ? list.region : '',
  }
}

/** `#/admin/nodes?q=&state=&region=&sort=&page=`: all nodes of the site, what needs somebody first. */
export function AllNodesPage({ list }: { list: ListState }): JSX.Element {
  const { api } = useConsole()
  const found = usePoll(
    'all-nodes',
    async (signal) => {
      const [nodes, users] = await Promise.all([loadAllNodes(api, signal), loadAllUsers(api, signal)])
      const disabled = users.items.filter((user) => !user.is_enabled).map((user) => user.email)
      return {
        nodes: withRecent(nodes.items, serverNowMs(), false),
        total: nodes.total,
        disabled: new Set(disabled),
      }
    },
    60_000,
  )
  const { data, problem } = found
  const put = (changed: OwnNode): void => {
    found.update((old) => ({
      ...old,
      nodes: old.nodes.map((node) => (node.id === changed.id ? changed : node)),
    }))
  }
  const remove = (id: number): void =>
    found.update((old) => ({
      ...old,
      nodes: old.nodes.filter((node) => node.id !== id),
      total: old.total - 1,
    }))
  return (
    <>
      <PageHead title={t('adminNodes')} sub={data ? t('countNodes', { n: data.total }) : undefined} />
      {problem && data ? <StaleBar problem={problem} atMs={found.atMs} onRetry={found.reload} /> : null}
      {problem && !data ? (
        <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
      ) : null}
      {!data && !problem ? <Skeleton rows={8} /> : null}
      {data ? <Cockpit {...data} list={list} onChanged={put} onRemoved={remove} /> : null}
    </>
  )
}

type CockpitProps = Readonly<{
  nodes: readonly OwnNode[]
  total: number
  disabled: ReadonlySet<string>
  list: ListState
  onChanged: (node: OwnNode) => void
  onRemoved: (id: number) => void
}>

function Cockpit(props: CockpitProps): JSX.Element {
  const { nodes, disabled, list, onChanged, onRemoved } = props
  const { group, region } = known(list)
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const sort = readSort(list.sort)
  const nowMs = serverNowMs()
  const matching = useMemo(() => searchNodes(nodes, { q: list.q, region }), [nodes, list.q, region])
  const groups = useMemo(() => groupNodes(matching, disabled, nowMs), [matching, disabled])
  const shown = useMemo(
    () => sortNodes(group === '' ? matching : matching.filter(({ id }) => groups.get(group)?.has(id)), sort),
    [matching, groups, group, list.sort],
  )
  const page = Math.min(list.page, Math.max(1, Math.ceil(shown.length / perPage)))
  // What is no longer on the list is no longer chosen: nothing is done to what one does not see.
  const selected = shown.filter((node) => chosen.has(node.id))
  const choose = (ids: readonly number[], on: boolean): void =>
    setChosen(on ? new Set([...chosen, ...ids]) : without(chosen, ids))
  const filtered = list.q !== '' || group !== '' || region !== ''
  const wordOf = (one: NodeGroup): string =>
    one === 'need' ? t('attention') : one === 'owner_disabled' ? t('ownerDisabled') : t(one)
  return (
    <>
      <ListSearch path={path} list={list} label={t('searchNodes')}>
        <ListSelect
          label={t('region')}
          value={region}
          options={[
            { value: '', label: t('anyRegion') },
            { value: 'domestic', label: t('domestic') },
            { value: 'overseas', label: t('overseas') },
          ]}
          onValue={(value) => go(listHash(path, { ...list, region: value, page: 1 }))}
        />
        <button type="button" class="btn" onClick={() => saveCsv('nodes.csv', nodesCsv(shown))}>
          {t('csv')}
        </button>
      </ListSearch>
      <GroupChips
        path={path}
        list={{ ...list, state: group }}
        label={t('state')}
        chips={[
          { value: '', label: t('anyState'), count: matching.length },
          ...nodeGroups.map((one) => ({
            value: one,
            label: wordOf(one),
            count: groups.get(one)?.size ?? 0,
          })),
        ]}
      />
      {nodes.length < props.total ? <p class="small warn-text">{t('notAll', { n: nodes.length })}</p> : null}
      <NodeBulkBar
        selected={selected}
        all={shown}
        onChoose={choose}
        onChanged={onChanged}
        onRemoved={onRemoved}
      />
      {shown.length === 0 ? (
        <Blank title={filtered ? t('noMatch') : t('noNodesAtAll')}>
          {filtered ? (
            <a class="btn" href={`#${path}`}>
              {t('dropFilters')}
            </a>
          ) : null}
        </Blank>
      ) : (
        <>
          <NodeTable
            nodes={shown.slice((page - 1) * perPage, page * perPage)}
            nowMs={nowMs}
            listKey={listHash(path, { ...list, page })}
            sort={sort}
            onSort={(next) => go(listHash(path, { ...list, sort: writeSort(next), page: 1 }))}
            owners
            disabledOwners={disabled}
            selection={{ ids: chosen, set: choose }}
            onChanged={onChanged}
            onRemoved={onRemoved}
          />
          <Pager path={path} list={{ ...list, page }} total={shown.length} />
        </>
      )}
    </>
  )
}
