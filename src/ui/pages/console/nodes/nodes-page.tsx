import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { PlusIcon } from '../../../components/more-icons.tsx'
import { showToast } from '../../../components/toast.tsx'
import type { OwnNode } from '../../../../contract/node.ts'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { LazyBulkBar } from '../bulk/lazy-bulk-bar.tsx'
import { PageHead } from '../page-head.tsx'
import { Blank, Failure, Skeleton, StaleBar, say } from '../states.tsx'
import { useStore } from '../store.ts'
import { usePoll } from '../use-poll.ts'
import { AttentionList } from './attention-list.tsx'
import { NodeTable } from './node-table.tsx'
import { withRecent } from './recent.ts'
import { LastDay } from './last-day.tsx'
import { readSort, sortNodes, writeSort } from './sort-nodes.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'
import { WholeNames } from '../../../components/whole-names.tsx'

/** `#/nodes` */
export function NodesPage(): JSX.Element {
  const opened = useConsole()
  const { signedIn } = useStore(opened.store)
  const load = async (signal: AbortSignal) => {
    const answer = await opened.api.send(calls.myNodes(), { signal })
    const own = withRecent(answer.nodes, serverNowMs(), true)
    return { ...answer, nodes: own.filter((node) => node.owner_email === signedIn?.email) }
  }
  const [sort, setSort] = useState(() => readSort(''))
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set())
  const list = usePoll('my-nodes', load, 30_000)
  const { data, problem } = list
  const nowMs = serverNowMs()
  const online = data?.nodes.filter((node) => node.status === 'online').length ?? 0
  const put = (changed: OwnNode): void =>
    list.update((old) => ({
      ...old,
      nodes: old.nodes.map((node) => (node.id === changed.id ? changed : node)),
    }))
  const remove = (id: number): void =>
    list.update((old) => ({
      ...old,
      nodes: old.nodes.filter((node) => node.id !== id),
      total: old.total - 1,
    }))
  const shown = data ? sortNodes(data.nodes, sort) : []
  const choose = (ids: readonly number[], on: boolean): void =>
    setChosen(new Set(on ? [...chosen, ...ids] : [...chosen].filter((id) => !ids.includes(id))))
  return (
    <>
      <PageHead
        title={t('mine')}
        sub={
          data && data.nodes.length > 0 ? t('countOnline', { n: data.nodes.length, m: online }) : undefined
        }
        end={
          data?.nodes.length === 0 ? undefined : (
            <>
              <button type="button" class="btn" disabled={!data} onClick={() => void exportNodes(shown)}>
                {t('csv')}
              </button>
              <a class="btn btn-main" href="#/nodes/new">
                <PlusIcon />
                {t('add')}
              </a>
            </>
          )
        }
      />
      {problem && data ? <StaleBar problem={problem} atMs={list.atMs} onRetry={list.reload} /> : null}
      {problem && !data ? <Failure title={t('notLoaded')} body={say(problem)} onRetry={list.reload} /> : null}
      {!data && !problem ? <Skeleton rows={5} /> : null}
      {data && data.nodes.length === 0 ? <NoNodes /> : null}
      {data && data.nodes.length > 0 ? (
        <>
          <AttentionList nodes={data.nodes} nowMs={nowMs} onChanged={put} />
          <LazyBulkBar
            selected={shown.filter((node) => chosen.has(node.id))}
            all={shown}
            onChoose={choose}
            onChanged={put}
            onRemoved={remove}
          />
          <NodeTable
            nodes={shown}
            selection={{ ids: chosen, set: choose }}
            nowMs={nowMs}
            listKey={writeSort(sort)}
            sort={sort}
            onSort={setSort}
            onChanged={put}
            onRemoved={remove}
          />
          {data.history ? <LastDay history={data.history} /> : null}
        </>
      ) : null}
    </>
  )
}

function exportNodes(nodes: readonly OwnNode[]): Promise<void> {
  return import('../bulk/csv.ts').then(
    ({ nodesCsv, saveCsv }) => saveCsv('nodes.csv', nodesCsv(nodes)),
    () => showToast({ tone: 'bad', text: t('pageNotLoaded') }),
  )
}

function NoNodes(): JSX.Element {
  return (
    <Blank title={t('noneYet')}>
      <p class="dim">{t('noneYetBody')}</p>
      <ul class="needs">
        <li>
          <WholeNames text={t('need1')} />
        </li>
        <li>{t('need2')}</li>
        <li>{t('need3')}</li>
      </ul>
      <a class="btn btn-main" href="#/nodes/new">
        {t('addFirst')}
      </a>
    </Blank>
  )
}
