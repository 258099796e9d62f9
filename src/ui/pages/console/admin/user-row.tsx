import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type { Role } from '../../../../contract/auth.ts'
import type { User } from '../../../../contract/system.ts'
import { confirm } from '../../../components/confirm.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { ApiProblem } from '../../../lib/api-problem.ts'
import { absolute, ago, isoDay } from '../../../lib/format.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'
import { useConsole } from '../console.ts'
import { say } from '../states.tsx'
import type { OwnerNodes } from './states-by-owner.ts'
import { showResetLink } from './reset-link.tsx'

type Props = Readonly<{
  user: User
  /** Undefined as long as they are not known, and where there are none. */
  nodes: OwnerNodes | undefined
  self: boolean
  viewer: Role
  chosen: boolean
  onChosen: (chosen: boolean) => void
  onChanged: (user: User) => void
  onRemoved: (email: string) => void
}>

/** Whether a user is out of the viewer's reach: oneself, the super administrator, other administrators for those who are not. */
export function isLocked(user: User, self: boolean, viewer: Role): boolean {
  return self || user.role === 'super_admin' || (user.is_admin && viewer !== 'super_admin')
}

/** One user: switches for admin (super admin only) and enabled, deletion. One's own row and the super admin's are locked. */
export function UserRow(props: Props): JSX.Element {
  const { user, nodes, self, viewer, chosen, onChosen, onChanged, onRemoved } = props
  const { api } = useConsole()
  const [busy, setBusy] = useState(false)
  const locked = isLocked(user, self, viewer)
  // Nothing is disabled meanwhile: it would lose the focus.
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    if (busy) return
    setBusy(true)
    try {
      await work()
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      showToast({ tone: 'bad', text: t('failedBecause', { why: say(error) }) })
    } finally {
      setBusy(false)
    }
  }
  const set = (change: { is_admin?: 0 | 1; is_enabled?: 0 | 1; totp?: 0 }): Promise<void> =>
    attempt(async () => {
      const answer = await api.send(calls.updateUser(user.email, change))
      onChanged(answer.user)
      showToast({ tone: 'good', text: t('userSaved', { email: user.email }) })
    })
  const setEnabled = async (enabled: boolean): Promise<void> => {
    if (!enabled) {
      const yes = await confirm({
        title: t('disableAsk', { email: user.email }),
        body: t('disableBody', { n: user.node_count }),
        keep: t('cancel'),
        act: t('disableDo'),
        danger: true,
      })
      if (!yes) return
    }
    await set({ is_enabled: enabled ? 1 : 0 })
  }
  const setAdmin = async (admin: boolean): Promise<void> => {
    const yes = await confirm({
      title: t(admin ? 'promoteAsk' : 'demoteAsk', { email: user.email }),
      body: t(admin ? 'promoteBody' : 'demoteBody'),
      keep: t('cancel'),
      act: t(admin ? 'promoteDo' : 'demoteDo'),
    })
    if (yes) await set({ is_admin: admin ? 1 : 0 })
  }
  const resetFactor = async (): Promise<void> => {
    const yes = await confirm({
      title: t('factorResetAsk', { email: user.email }),
      body: t('factorResetBody'),
      keep: t('cancel'),
      act: t('factorReset'),
      danger: true,
    })
    if (yes) await set({ totp: 0 })
  }
  const resetPassword = async (): Promise<void> => {
    const yes = await confirm({
      title: t('resetLinkAsk', { email: user.email }),
      body: t('resetLinkBody'),
      keep: t('cancel'),
      act: t('resetLinkDo'),
    })
    if (!yes) return
    await attempt(async () => {
      const made = await api.send(calls.makeResetToken(user.email))
      const untilMs = Date.parse(made.expires_at)
      showResetLink({ email: user.email, token: made.reset_token, untilMs })
    })
  }
  const remove = async (): Promise<void> => {
    const yes = await confirm({
      title: t('del', { name: user.email }),
      body: t('delUserBody', { n: user.node_count }),
      keep: t('keep'),
      act: t('delUserDo'),
      danger: true,
      typed: { text: user.email, label: t('typeEmail') },
    })
    if (!yes) return
    await attempt(async () => {
      await api.send(calls.deleteUser(user.email))
      onRemoved(user.email)
      document.querySelector('h1')?.focus()
      showToast({ tone: 'good', text: t('deleted', { name: user.email }) })
    })
  }
  return (
    <div role="row" class="users-row" aria-busy={busy ? 'true' : undefined}>
      <div role="cell" class="cell-choice">
        <input
          type="checkbox"
          aria-label={t('choose', { name: user.email })}
          checked={chosen}
          disabled={locked}
          onChange={(event) => onChosen(event.currentTarget.checked)}
        />
      </div>
      <div role="cell" class="cell-user wrap-any">
        <b>{user.email}</b> {user.role === 'user' ? null : <span class="tag">{t(`role_${user.role}`)}</span>}{' '}
        {self ? <span class="tag">{t('you')}</span> : null}{' '}
        {user.totp_enabled ? <span class="tag">{t('hasFactor')}</span> : null}
      </div>
      <div role="cell" class="small">
        <span class="cell-label tiny dim">{t('nodes')}</span>
        <a href={`#/admin/nodes?q=${encodeURIComponent(user.email)}`}>
          {user.node_count}
          <span class="sr"> {t('nodesOfUser', { email: user.email })}</span>
        </a>
        {nodes === undefined ? null : (
          <span class={`tiny user-states ${nodes.needs ? 'warn-text' : 'dim'}`}>
            {nodes.states.map(({ state, count }) => (
              <span key={state}>
                {count} {t(state)}
              </span>
            ))}
          </span>
        )}
      </div>
      <div role="cell" class="small dim">
        <span class="cell-label tiny dim">{t('since')}</span>
        <time dateTime={user.created_at} title={absolute(Date.parse(user.created_at))}>
          {isoDay(Date.parse(user.created_at))}
        </time>
        <br />
        <span class="tiny">
          {user.last_sign_in_at === null
            ? t('noSignIn')
            : t('signedInAgo', { ago: ago(Date.parse(user.last_sign_in_at), serverNowMs()) })}
        </span>
      </div>
      <div role="cell">
        <Switch
          label={t('isAdmin')}
          of={user.email}
          on={user.is_admin}
          disabled={locked || viewer !== 'super_admin'}
          onChange={(on) => void setAdmin(on)}
        />
      </div>
      <div role="cell">
        <Switch
          label={t('enabled')}
          of={user.email}
          on={user.is_enabled}
          disabled={locked}
          onChange={(on) => void setEnabled(on)}
        />
      </div>
      <div role="cell" class="cell-actions">
        {user.totp_enabled && viewer === 'super_admin' && !locked ? (
          <button type="button" class="btn btn-plain" onClick={() => void resetFactor()}>
            {t('factorReset')}
            <span class="sr"> {user.email}</span>
          </button>
        ) : null}
        {locked ? null : (
          <button type="button" class="btn btn-plain" onClick={() => void resetPassword()}>
            {t('resetLink')}
            <span class="sr"> {user.email}</span>
          </button>
        )}
        <button type="button" class="btn btn-plain bad-text" disabled={locked} onClick={() => void remove()}>
          {t('delUserDo')}
          <span class="sr"> {user.email}</span>
        </button>
      </div>
    </div>
  )
}

function Switch({
  label,
  of,
  on,
  disabled,
  onChange,
}: {
  label: string
  of: string
  on: boolean
  disabled: boolean
  onChange: (on: boolean) => void
}): JSX.Element {
  return (
    <label class="switch">
      <button
        type="button"
        role="switch"
        class="switch-knob"
        aria-checked={on}
        aria-label={`${label} ${of}`}
        disabled={disabled}
        onClick={() => onChange(!on)}
      />
      <span class="cell-label tiny dim" aria-hidden="true">
        {label}
      </span>
    </label>
  )
}
