import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import type { OwnNode } from '../../../../contract/node.ts'
import { confirm } from '../../../components/confirm.tsx'
import { t } from '../../../i18n/console.ts'
import { useConsole } from '../console.ts'
import { silence } from '../nodes/attention.ts'
import { readNode } from '../nodes/recent.ts'
import { PageHead } from '../page-head.tsx'
import { Failure, Skeleton, StaleBar, say } from '../states.tsx'
import { usePoll } from '../use-poll.ts'
import { useLeaveGuard } from '../use-route.ts'
import { CommandStep, NewToken } from './command-step.tsx'
import { dropToken, freshToken } from './fresh-token.ts'
import { SilentCard } from './silent-card.tsx'
import { Troubles } from './troubles.tsx'
import { WaitingStep } from './waiting-step.tsx'
import { serverNowMs } from '../../../lib/server-clock.ts'

const watchMs = 900_000

/** `#/nodes/<id>/reporter`: what to run on the node, and whether it has arrived. */
export function ReporterPage({ id }: { id: number }): JSX.Element {
  const opened = useConsole()
  const [startMs] = useState(serverNowMs)
  const [over, setOver] = useState(false)
  const [token, setToken] = useState(() => freshToken(id, serverNowMs()))
  const [copied, setCopied] = useState(false)
  const found = usePoll(`node ${id}`, (signal) => readNode(opened.api, id, signal), over ? 0 : 5000)
  useEffect(() => {
    const timer = setTimeout(() => setOver(true), watchMs)
    return () => {
      clearTimeout(timer)
      dropToken()
    }
  }, [])
  useEffect(() => {
    if (!token) return undefined
    const timer = setTimeout(
      () => {
        dropToken()
        setToken(undefined)
      },
      Math.max(0, token.endMs - serverNowMs()),
    )
    return () => clearTimeout(timer)
  }, [token])
  const [ask] = useState(
    () => () =>
      confirm({ title: t('leaveAsk'), body: t('once'), keep: t('stay'), act: t('leave'), danger: true }),
  )
  const { data, problem } = found
  const node = data
  const used = node !== undefined && node.token_last_used_at !== null && isOf(node, token?.token)
  // A token that was just made leads to the steps, whatever came before it.
  const silent = node && token === undefined ? silence(node, serverNowMs()) : undefined
  const awaited = node !== undefined && (node.first_report_at === null || (token !== undefined && !used))
  useLeaveGuard(token && !copied && !used ? ask : undefined)
  const title = node ? titleOf(node, token !== undefined) : t('reporter')
  return (
    <div class="middle-page">
      <PageHead
        title={title}
        crumbs={[
          { href: '#/nodes', label: t('mine') },
          node ? { href: `#/nodes/${id}`, label: node.node_name } : { label: t('reporter') },
        ]}
        sub={node?.first_report_at === null ? t('takesAMinute') : undefined}
      />
      {problem && !data ? (
        <Failure
          title={problem.status === 404 ? t('noSuchNode') : t('notLoaded')}
          body={problem.status === 404 ? '' : say(problem)}
          {...(problem.status === 404 || problem.status === 403 ? {} : { onRetry: found.reload })}
        />
      ) : null}
      {problem && data ? <StaleBar problem={problem} atMs={found.atMs} onRetry={found.reload} /> : null}
      {!data && !problem ? <Skeleton rows={4} /> : null}
      {node && silent ? <SilentCard silent={silent} nowMs={serverNowMs()} /> : null}
      {node && !silent ? (
        <div class="card">
          <ol class="reporter-steps">
            <li class="done">
              <h2>{token ? t('stepCreated') : t('stepExists')}</h2>
              <p class="small dim wrap-any">
                <bdi>{node.node_name}</bdi>
                {` · ${t(node.region_type)} · `}
                {[...new Set(node.connections.map((one) => one.type))].join(t('comma'))}
              </p>
            </li>
            <li>
              <h2>{t('run')}</h2>
              <CommandStep
                node={node}
                token={token?.token}
                onCopied={() => setCopied(true)}
                onToken={(fresh) => {
                  setToken(fresh)
                  setCopied(false)
                }}
              />
            </li>
            <li class={awaited ? undefined : 'done'}>
              <h2>{node.first_report_at === null ? t('stepWait') : t('stepReports')}</h2>
              <WaitingStep
                node={node}
                startMs={startMs}
                over={over}
                awaitsToken={awaited && token !== undefined && node.first_report_at !== null}
                hasLine={token !== undefined}
                onAgain={() => setOver(false)}
              />
              <Troubles />
            </li>
          </ol>
        </div>
      ) : null}
      {node && silent ? (
        <div class="card section">
          <NewToken
            node={node}
            onToken={(fresh) => {
              setToken(fresh)
              setCopied(false)
            }}
          />
        </div>
      ) : null}
    </div>
  )
}

/** Whether what we know of the node is about this very token. */
function isOf(node: OwnNode, token: string | undefined): boolean {
  return node.token_prefix !== '' && token?.startsWith(node.token_prefix) === true
}

function titleOf(node: OwnNode, fresh: boolean): string {
  if (node.first_report_at !== null) return t('reporterOf', { name: node.node_name })
  return fresh ? t('createdTitle') : t('reporterMissing')
}
