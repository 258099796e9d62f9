import type { JSX } from 'preact'
import { nodeStates, type OwnNode } from '../../../../contract/node.ts'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { NodeTable } from '../nodes/node-table.tsx'
import { withRecent } from '../nodes/recent.ts'
import { PageHead } from '../page-head.tsx'
import { listHash, type ListState } from '../routes.ts'
import { Blank, Failure, Skeleton, StaleBar, say } from '../states.tsx'
import { usePoll } from '../use-poll.ts'
import { go } from '../use-route.ts'
import { ListSearch, ListSelect, Pager, perPage } from './list-tools.tsx'

const path = '/admin/nodes'
function known(list: ListState): { state: string; region: string } {
  return {
    state: nodeStates.some((state) => state === list.state) ? list.state : '',
    region: list.region === 'domestic' || list.region === 'overseas' ? list.region : '',
  }
}

/** `#/admin/nodes?q=&state=&region=&page=` */
export function AllNodesPage({ list }: { list: ListState }): JSX.Element {
  const opened = useConsole()
  const { state, region } = known(list)
  const key = JSON.stringify([list.q, state, region, list.page])
  const found = usePoll(
    key,
    async (signal) => {
      const asked = { q: list.q, state, region, page: list.page, perPage }
      const answer = await opened.api.send(calls.allNodes(asked), { signal })
      return { ...answer, nodes: withRecent(answer.nodes, Date.now(), false) }
    },
    30_000,
  )
  const { data, problem } = found
  const put = (changed: OwnNode): void => {
    if (data)
      found.setData({ ...data, nodes: data.nodes.map((node) => (node.id === changed.id ? changed : node)) })
  }
  const remove = (id: number): void => {
    if (data) found.setData({ nodes: data.nodes.filter((node) => node.id !== id), total: data.total - 1 })
  }
  const filtered = list.q !== '' || state !== '' || region !== ''
  return (
    <>
      <PageHead title={t('adminNodes')} sub={data ? t('countNodes', { n: data.total }) : undefined} />
      <ListSearch path={path} list={list} label={t('searchNodes')}>
        <ListSelect
          label={t('state')}
          value={state}
          options={[
            { value: '', label: t('anyState') },
            ...nodeStates.map((one) => ({ value: one, label: t(one) })),
          ]}
          onValue={(value) => go(listHash(path, { ...list, state: value, page: 1 }))}
        />
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
      </ListSearch>
      {problem && data ? <StaleBar problem={problem} atMs={found.atMs} onRetry={found.reload} /> : null}
      {problem && !data ? (
        <Failure title={t('notLoaded')} body={say(problem)} onRetry={found.reload} />
      ) : null}
      {!data && !problem ? <Skeleton rows={8} /> : null}
      {data && data.nodes.length === 0 ? (
        <Blank title={filtered ? t('noMatch') : t('noNodesAtAll')}>
          {filtered ? (
            <a class="btn" href={`#${path}`}>
              {t('dropFilters')}
            </a>
          ) : null}
        </Blank>
      ) : null}
      {data && data.nodes.length > 0 ? (
        <>
          <NodeTable nodes={data.nodes} nowMs={Date.now()} owners onChanged={put} onRemoved={remove} />
          <Pager path={path} list={list} total={data.total} />
        </>
      ) : null}
    </>
  )
}
