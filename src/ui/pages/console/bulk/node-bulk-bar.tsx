import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { OwnNode } from '../../../../contract/node.ts'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { addMonths, chinaDate, dateOfUntil } from '../form/validity.ts'
import type { NodeChange } from '../form/changes.ts'
import { rememberDeleted, rememberNode } from '../nodes/recent.ts'
import { askForAll, doToAll } from './do-to-all.ts'
import { BulkBar } from './bulk-bar.tsx'
import { serverNowMs } from '../../../lib/server-clock.ts'
import { QuotaDialog } from './quota-dialog.tsx'

export type BulkProps = Readonly<{
  selected: readonly OwnNode[]
  /** Everything that the filters leave, on all pages; an owner's all nodes. */
  all: readonly OwnNode[]
  onChoose: (ids: readonly number[], chosen: boolean) => void
  onChanged: (node: OwnNode) => void
  onRemoved: (id: number) => void
}>

/** What can be done to the chosen nodes at once; one question names them. */
export function NodeBulkBar({
  selected,
  all,
  onChoose,
  onChanged,
  onRemoved,
}: BulkProps): JSX.Element | null {
  const { api } = useConsole()
  const [busy, setBusy] = useState(false)
  const [asksQuota, setAsksQuota] = useState(false)
  const names = selected.map((node) => node.node_name)
  const n = selected.length
  const during = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true)
    try {
      await work()
    } finally {
      setBusy(false)
    }
  }
  const change = async (node: OwnNode, body: NodeChange): Promise<void> => {
    const answer = await api.send(calls.updateNode(node.id, body))
    rememberNode(answer.node)
    onChanged(answer.node)
  }
  const setEnabled = async (enabled: 0 | 1): Promise<void> => {
    const yes = await askForAll({
      title: t(enabled ? 'resumeAllAsk' : 'pauseAllAsk', { n }),
      body: t(enabled ? 'resumeAllBody' : 'pauseAllBody'),
      act: t(enabled ? 'undrain' : 'drain'),
      names,
    })
    if (!yes) return
    await during(() =>
      doToAll(
        selected,
        (node) => change(node, { is_enabled: enabled }),
        (count) => t(enabled ? 'resumedAll' : 'pausedAll', { n: count }),
      ),
    )
  }
  const extend = async (): Promise<void> => {
    const yes = await askForAll({
      title: t('extendAllAsk', { n }),
      body: t('extendAllBody'),
      act: t('extendYear'),
      names,
    })
    if (!yes) return
    const today = chinaDate(serverNowMs())
    await during(() =>
      doToAll(
        selected,
        (node) => {
          const end = dateOfUntil(node.valid_until)
          return change(node, { valid_until: addMonths(end > today ? end : today, 12) })
        },
        (count) => t('extendedAll', { n: count }),
      ),
    )
  }
  const remove = async (): Promise<void> => {
    const yes = await askForAll({
      title: t('deleteAllAsk', { n }),
      body: t('deleteAllBody'),
      act: t('delDo'),
      names,
      danger: true,
    })
    if (!yes) return
    await during(() =>
      doToAll(
        selected,
        async (node) => {
          await api.send(calls.deleteNode(node.id))
          rememberDeleted(node.id)
          onRemoved(node.id)
        },
        (count) => t('deletedAll', { n: count }),
      ),
    )
    document.querySelector('h1')?.focus()
  }
  const setQuota = async (gb: number): Promise<void> => {
    setAsksQuota(false)
    await during(() =>
      doToAll(
        selected,
        (node) => change(node, { max_traffic: gb }),
        (count) => t('quotaSetAll', { n: count }),
      ),
    )
  }
  const ids = all.map((node) => node.id)
  return (
    <>
      <BulkBar
        count={n}
        all={all.length}
        busy={busy}
        onAll={() => onChoose(ids, true)}
        onNone={() => onChoose(ids, false)}
        acts={[
          { label: t('drain'), run: () => setEnabled(0) },
          { label: t('undrain'), run: () => setEnabled(1) },
          { label: t('extendYear'), run: extend },
          { label: t('changeQuota'), run: async () => setAsksQuota(true) },
          { label: t('delDo'), run: remove, danger: true },
        ]}
      />
      {asksQuota ? (
        <QuotaDialog
          names={names}
          onAnswer={(gb) => (gb === undefined ? setAsksQuota(false) : void setQuota(gb))}
        />
      ) : null}
    </>
  )
}
