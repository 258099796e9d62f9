import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { readNode, rememberNode } from '../nodes/recent.ts'
import { PageHead } from '../page-head.tsx'
import { keepToken } from '../reporter/fresh-token.ts'
import { Failure, Skeleton, say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { usePoll } from '../use-poll.ts'
import { go } from '../use-route.ts'
import { bodyOf, cloneOf, emptyForm, type NodeForm } from './model.ts'
import { NodeFormView } from './node-form.tsx'
import { Preview } from './preview.tsx'
import { useNodeForm } from './use-node-form.ts'
import { chinaDate } from './validity.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'

/** `#/nodes/new?from=`: a new node, empty or like another one. */
export function NodeNewPage({ from }: { from: number }): JSX.Element {
  const { api } = useConsole()
  const found = usePoll(
    `from ${from}`,
    async (signal) => (from === 0 ? emptyForm() : cloneOf(await readNode(api, from, signal))),
    0,
  )
  if (from === 0) return <NewNode initial={blank} draftName="node-new" />
  if (found.data) return <NewNode initial={found.data} draftName={`node-like-${from}`} />
  return (
    <>
      <PageHead title={t('add')} crumbs={[{ href: '#/nodes', label: t('mine') }, { label: t('add') }]} />
      {found.problem ? (
        <Failure title={t('notLoaded')} body={say(found.problem)} onRetry={found.reload} />
      ) : (
        <Skeleton rows={6} />
      )}
    </>
  )
}

const blank = emptyForm()

function NewNode({ initial, draftName }: { initial: NodeForm; draftName: string }): JSX.Element {
  const opened = useConsole()
  const [nowMs] = useState(serverNowMs)
  const today = chinaDate(nowMs)
  const mine = usePoll('names', (signal) => opened.api.send(calls.myNodes(), { signal }), 0)
  const otherNames = useMemo(() => mine.data?.nodes.map((node) => node.node_name) ?? [], [mine.data])
  const drafts = useMemo(() => opened.drafts(), [opened])
  const action = useAction()
  const state = useNodeForm({
    initial,
    otherNames,
    today,
    drafts,
    draftName,
    action,
  })
  const send = async (): Promise<void> => {
    const answer = await opened.api.send(calls.createNode(bodyOf(state.form, today)))
    rememberNode(answer.node)
    state.dropDraft()
    keepToken(answer.node_id, answer.node.report_token)
    go(`#/nodes/${answer.node_id}/reporter`)
  }
  return (
    <>
      <PageHead
        title={t('add')}
        crumbs={[{ href: '#/nodes', label: t('mine') }, { label: t('add') }]}
        sub={t('required')}
      />
      <div class="form-columns">
        <NodeFormView
          state={state}
          action={action}
          label={t('create')}
          today={today}
          createdMs={nowMs}
          onSend={send}
        />
        <aside class="form-aside">
          <Preview form={state.form} state="waiting" />
          <section class="card section" aria-labelledby="h-next">
            <h2 id="h-next">{t('whatNext')}</h2>
            <ol class="steps">
              <li>{t('next1')}</li>
              <li>{t('next2')}</li>
              <li>{t('next3')}</li>
            </ol>
          </section>
        </aside>
      </div>
    </>
  )
}
