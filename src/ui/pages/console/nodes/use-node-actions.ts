import type { CheckResult } from '../../../../contract/check.ts'
import type { OwnNode } from '../../../../contract/node.ts'
import { confirm } from '../../../components/confirm.tsx'
import { showToast, type Toast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { ApiProblem } from '../../../lib/api-problem.ts'
import { latency } from '../../../lib/format.ts'
import { useConsole } from '../console.ts'
import { addMonths, chinaDate, dateOfUntil } from '../form/validity.ts'
import { keepToken } from '../reporter/fresh-token.ts'
import { say } from '../states.tsx'
import { go } from '../use-route.ts'
import { checkWords, wasTried } from './check-words.ts'
import { beginCheck, endCheck } from './checks.ts'
import { rememberDeleted, rememberNode } from './recent.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'

type Changed = (node: OwnNode) => void
export type NodeActions = {
  /** One year more, counted from the end or from today when that has passed. */
  readonly extend: (node: OwnNode, changed: Changed) => Promise<void>
  /** Off the lists or on again. */
  readonly setEnabled: (node: OwnNode, enabled: 0 | 1, changed: Changed) => Promise<void>
  /** In maintenance until an instant (ISO); "" ends it. */
  readonly maintain: (node: OwnNode, until: string, changed: Changed) => Promise<void>
  /** Its maintenance of every week, all of it. */
  readonly setWeekly: (
    node: OwnNode,
    windows: readonly OwnNode['weekly_maintenance'][number][],
    changed: Changed,
  ) => Promise<void>
  readonly check: (node: OwnNode) => Promise<void>
  readonly regenerate: (node: OwnNode) => Promise<void>
  readonly remove: (node: OwnNode, removed: (id: number) => void) => Promise<void>
}

function toastOf(node: OwnNode, result: CheckResult): Toast {
  const name = node.node_name
  if (result.is_online)
    return { tone: 'good', text: t('checkOnline', { name, t: latency(result.latency_ms) }) }
  const host = node.connections[0]?.ip ?? ''
  const text = checkWords(name, result.code, result.error, host)
  return { tone: wasTried(result.code) ? 'bad' : 'warn', text }
}

/** What can be done with a node of a list. Each asks where it must, tells the outcome, and never throws an ApiProblem. */
export function useNodeActions(): NodeActions {
  const { api } = useConsole()
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      showToast({
        tone: 'bad',
        text: t('failedBecause', { why: say(error) }),
        action: { label: t('again'), run: () => void attempt(work) },
      })
    }
  }
  return {
    extend: (node, changed) =>
      attempt(async () => {
        const today = chinaDate(serverNowMs())
        const end = dateOfUntil(node.valid_until)
        const until = addMonths(end > today ? end : today, 12)
        const answer = await api.send(calls.updateNode(node.id, { valid_until: until }))
        rememberNode(answer.node)
        changed(answer.node)
        showToast({ tone: 'good', text: t('extended', { name: node.node_name, date: until }) })
      }),
    setEnabled: (node, enabled, changed) =>
      attempt(async () => {
        const answer = await api.send(calls.updateNode(node.id, { is_enabled: enabled }))
        rememberNode(answer.node)
        changed(answer.node)
        showToast({
          tone: 'good',
          text: t(enabled ? 'enabledDone' : 'drainedDone', { name: node.node_name }),
        })
      }),
    maintain: (node, until, changed) =>
      attempt(async () => {
        const answer = await api.send(calls.updateNode(node.id, { maintenance_until: until }))
        rememberNode(answer.node)
        changed(answer.node)
        const name = node.node_name
        showToast({ tone: 'good', text: t(until === '' ? 'maintainEnded' : 'maintainBegun', { name }) })
      }),
    setWeekly: (node, windows, changed) =>
      attempt(async () => {
        const answer = await api.send(calls.updateNode(node.id, { weekly_maintenance: [...windows] }))
        rememberNode(answer.node)
        changed(answer.node)
        showToast({ tone: 'good', text: t('weeklySaved', { name: node.node_name }) })
      }),
    check: (node) =>
      attempt(async () => {
        beginCheck(node.id)
        try {
          const result = await api.send(calls.checkNode(node.id))
          endCheck(node.id, { atMs: serverNowMs(), result })
          showToast(toastOf(node, result))
        } catch (error) {
          endCheck(node.id, undefined)
          throw error
        }
      }),
    regenerate: async (node) => {
      const yes = await confirm({
        title: t('regenAsk', { name: node.node_name }),
        body: t('regen'),
        keep: t('keepOld'),
        act: t('regenDo'),
      })
      if (!yes) return
      await attempt(async () => {
        const answer = await api.send(calls.regenerateToken(node.id))
        keepToken(node.id, answer.report_token)
        go(`#/nodes/${node.id}/reporter`)
      })
    },
    remove: async (node, removed) => {
      const yes = await confirm({
        title: t('del', { name: node.node_name }),
        body: t('delBody'),
        keep: t('keep'),
        act: t('delDo'),
        danger: true,
        typed: { text: node.node_name, label: t('typeName') },
      })
      if (!yes) return
      await attempt(async () => {
        await api.send(calls.deleteNode(node.id))
        rememberDeleted(node.id)
        removed(node.id)
        // The row that had the focus is gone.
        document.querySelector('h1')?.focus()
        showToast({ tone: 'good', text: t('deleted', { name: node.node_name }) })
      })
    },
  }
}
