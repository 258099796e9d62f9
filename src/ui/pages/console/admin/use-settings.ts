import { useEffect, useState } from 'preact/hooks'
import { showToast } from '../../../components/toast.tsx'
import { fieldId } from '../../../components/field.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { say } from '../states.tsx'
import { useStore } from '../store.ts'
import { useAction, type Action } from '../use-action.ts'
import {
  boundsOf,
  changeOfCard,
  checkSettings,
  draftOfSettings,
  isGuarded,
  settingsChange,
  type SettingsCard,
  type SettingsDraft,
  type SiteSettings,
} from './settings-model.ts'

export type SettingsProps = Readonly<{
  settings: SiteSettings
  onSaved: (settings: SiteSettings) => void
}>

type TextName = {
  [N in keyof SettingsDraft]: string extends SettingsDraft[N] ? N : never
}[keyof SettingsDraft]
type FlagName = {
  [N in keyof SettingsDraft]: SettingsDraft[N] extends 0 | 1 ? N : never
}[keyof SettingsDraft]

export type SettingsState = {
  readonly card: SettingsCard
  readonly draft: SettingsDraft
  readonly set: (change: Partial<SettingsDraft>) => void
  readonly action: Action
  readonly errorOf: (name: string) => string | undefined
  readonly text: (name: TextName) => {
    path: string
    value: string
    error: string | undefined
    onValue: (value: string) => void
  }
  readonly flag: (name: FlagName) => { checked: boolean; onChange: (checked: boolean) => void }
  /** What is typed wants the super administrator's password. */
  readonly needsPassword: boolean
  readonly password: string
  readonly setPassword: (password: string) => void
  /** Guarded settings are for the reader to see alone. */
  readonly locked: boolean
  readonly send: () => Promise<void>
}

/** State of one card of settings: what is typed, what is wrong with it, and sending what was changed. */
export function useSettings(card: SettingsCard, { settings, onSaved }: SettingsProps): SettingsState {
  const opened = useConsole()
  const { signedIn } = useStore(opened.store)
  const action = useAction()
  const [draft, setDraft] = useState(() => draftOfSettings(settings))
  const [password, setPassword] = useState('')
  const set = (change: Partial<SettingsDraft>): void => {
    setDraft((old) => ({ ...old, ...change }))
    if (action.problem?.field !== undefined) action.clear()
  }
  const complaints = checkSettings(draft)
  const change = changeOfCard(settingsChange(draft, settings), card)
  const dirty = Object.keys(change).length > 0
  const needsPassword = isGuarded(change)
  useEffect(() => {
    if (!dirty) return undefined
    const unload = (event: Event): void => event.preventDefault()
    addEventListener('beforeunload', unload)
    return () => removeEventListener('beforeunload', unload)
  }, [dirty])
  const errorOf = (name: string): string | undefined => {
    const complaint = complaints.get(name)
    if (complaint) return t(complaint, boundsOf(name))
    return action.problem?.field === name ? say(action.problem) : undefined
  }
  return {
    card,
    draft,
    set,
    action,
    errorOf,
    text: (name) => ({
      path: name,
      value: draft[name],
      error: errorOf(name),
      onValue: (value) => set({ [name]: value }),
    }),
    flag: (name) => ({
      checked: draft[name] === 1,
      onChange: (checked) => set({ [name]: checked ? 1 : 0 }),
    }),
    needsPassword,
    password,
    setPassword: (value) => {
      setPassword(value)
      if (action.problem?.field === 'password') action.clear()
    },
    locked: signedIn?.role !== 'super_admin',
    send: async () => {
      const first = [...complaints.keys()].find((name) => document.getElementById(fieldId(name)))
      if (first !== undefined) {
        document.getElementById(fieldId(first))?.focus()
        return
      }
      if (!dirty) {
        showToast({ tone: 'idle', text: t('nothingChanged') })
        return
      }
      const body = needsPassword ? { ...change, password } : change
      const answer = await opened.api.send(calls.updateSettings(body))
      setDraft(draftOfSettings(answer.settings))
      setPassword('')
      onSaved(answer.settings)
      showToast({ tone: 'good', text: t('settingsSaved') })
      void opened.loadSite()
    },
  }
}
