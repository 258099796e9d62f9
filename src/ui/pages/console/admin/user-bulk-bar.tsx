import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { User } from '../../../../contract/system.ts'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { askForAll, doToAll } from '../bulk/do-to-all.ts'
import { BulkBar } from '../bulk/bulk-bar.tsx'

type Props = Readonly<{
  selected: readonly User[]
  /** Everybody whom the filters leave and the viewer may change. */
  all: readonly User[]
  onChoose: (emails: readonly string[], chosen: boolean) => void
  onChanged: (user: User) => void
  onRemoved: (email: string) => void
}>

/** What can be done to the chosen users at once; one question names them. */
export function UserBulkBar({ selected, all, onChoose, onChanged, onRemoved }: Props): JSX.Element {
  const { api } = useConsole()
  const [busy, setBusy] = useState(false)
  const n = selected.length
  const names = selected.map((user) => user.email)
  const nodes = selected.reduce((sum, user) => sum + user.node_count, 0)
  const during = async (work: () => Promise<void>): Promise<void> => {
    setBusy(true)
    try {
      await work()
    } finally {
      setBusy(false)
    }
  }
  const setEnabled = async (enabled: 0 | 1): Promise<void> => {
    const yes = await askForAll({
      title: t(enabled ? 'enableAllAsk' : 'disableAllAsk', { n }),
      body: enabled ? t('enableAllBody', { n: nodes }) : t('disableAllBody', { n: nodes }),
      act: t(enabled ? 'enabled' : 'disableDo'),
      names,
    })
    if (!yes) return
    await during(() =>
      doToAll(
        selected,
        async (user) =>
          onChanged((await api.send(calls.updateUser(user.email, { is_enabled: enabled }))).user),
        (count) => t(enabled ? 'enabledAll' : 'disabledAll', { n: count }),
      ),
    )
  }
  const remove = async (): Promise<void> => {
    const yes = await askForAll({
      title: t('deleteUsersAsk', { n }),
      body: t('deleteUsersBody', { n: nodes }),
      act: t('delUserDo'),
      names,
      danger: true,
    })
    if (!yes) return
    await during(() =>
      doToAll(
        selected,
        async (user) => {
          await api.send(calls.deleteUser(user.email))
          onRemoved(user.email)
        },
        (count) => t('deletedUsers', { n: count }),
      ),
    )
    document.querySelector('h1')?.focus()
  }
  const emails = all.map((user) => user.email)
  return (
    <BulkBar
      count={n}
      all={all.length}
      busy={busy}
      onAll={() => onChoose(emails, true)}
      onNone={() => onChoose(emails, false)}
      acts={[
        { label: t('disableDo'), run: () => setEnabled(0) },
        { label: t('enabled'), run: () => setEnabled(1) },
        { label: t('delUserDo'), run: remove, danger: true },
      ]}
    />
  )
}
