import type { ComponentChildren, JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import * as v from 'valibot'
import { OwnNode } from '../../../../contract/node.ts'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { ApiProblem } from '../../../lib/api-problem.ts'
import { useConsole } from '../console.ts'
import { rememberNode } from '../nodes/recent.ts'
import { PageHead } from '../page-head.tsx'
import { useStore } from '../store.ts'
import { useAction } from '../use-action.ts'
import { usePoll } from '../use-poll.ts'
import { changesOf, rebase } from './changes.ts'
import { ConflictPanel } from './conflict-panel.tsx'
import { formOf } from './model.ts'
import { NodeFormView } from './node-form.tsx'
import { OwnerCards } from './owner-cards.tsx'
import { Preview } from './preview.tsx'
import { useNodeForm } from './use-node-form.ts'
import { chinaDate, dateOfUntil } from './validity.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'

type Props = Readonly<{
  node: OwnNode
  at: string
  /** Stands above the form, whatever is saved in it. */
  notice: ComponentChildren
}>

/** Changes a node: sends the changed fields with the revision that was seen; when it changed elsewhere, shows both values. */
export function NodeEditor({ node: first, at, notice }: Props): JSX.Element {
  const opened = useConsole()
  const { signedIn } = useStore(opened.store)
  const [node, setNode] = useState(first)
  const [conflict, setConflict] = useState(false)
  const today = chinaDate(serverNowMs())
  const own = node.owner_email === signedIn?.email
  const mine = usePoll('names', (signal) => opened.api.send(calls.myNodes(), { signal }), 0)
  const otherNames = useMemo(
    () =>
      own ? (mine.data?.nodes.filter((one) => one.id !== node.id).map((one) => one.node_name) ?? []) : [],
    [own, mine.data, node.id],
  )
  const drafts = useMemo(() => opened.drafts(), [opened])
  const action = useAction()
  const state = useNodeForm({
    initial: useMemo(() => formOf(first), [first]),
    otherNames,
    today,
    keptDate: dateOfUntil(node.valid_until),
    drafts,
    draftName: `node-${first.id}-${first.revision}`,
    action,
  })
  const newest = async (problem: ApiProblem): Promise<OwnNode> => {
    const told = v.safeParse(OwnNode, problem.details['node'])
    return told.success ? told.output : (await opened.api.send(calls.getNode(node.id))).node
  }
  const send = async (): Promise<void> => {
    const changed = changesOf(state.form, node, today)
    if (Object.keys(changed).length === 0) {
      showToast({ tone: 'idle', text: t('nothingChanged') })
      return
    }
    try {
      const answer = await opened.api.send(calls.updateNode(node.id, { ...changed, revision: node.revision }))
      rememberNode(answer.node)
      state.replace(formOf(answer.node), formOf(answer.node))
      setNode(answer.node)
      setConflict(false)
      showToast({ tone: 'good', text: t('saved', { name: answer.node.node_name }) })
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'revision_conflict') throw error
      const current = await newest(error)
      state.replace(rebase(state.form, node, current, today), formOf(current))
      setNode(current)
      setConflict(true)
    }
  }
  return (
    <>
      <PageHead
        title={node.node_name}
        crumbs={[
          own ? { href: '#/nodes', label: t('mine') } : { href: '#/admin/nodes', label: t('adminNodes') },
          { label: t('edit') },
        ]}
        sub={own ? undefined : node.owner_email}
      />
      {notice}
      <div class="form-columns">
        <NodeFormView
          state={state}
          action={action}
          label={t('save')}
          today={today}
          createdMs={Date.parse(node.created_at)}
          stored={node.network_secret_set || node.network_name_set}
          at={at}
          onSend={send}
        >
          {conflict ? <ConflictPanel state={state} newest={node} today={today} /> : null}
        </NodeFormView>
        <aside class="form-aside">
          <Preview form={state.form} state={node.state} node={node} />
          <OwnerCards node={node} state={state} onChanged={setNode} />
        </aside>
      </div>
    </>
  )
}
