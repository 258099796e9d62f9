import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import {
  type Channel,
  channelKinds,
  type ChannelKind,
  type ChannelScope,
  reminders,
} from '../../../../contract/channels.ts'
import { Field, TextField, describe } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { Segmented } from '../../../components/segmented.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { ApiProblem } from '../../../lib/api-problem.ts'
import { AuthForm } from '../sign-in/auth-card.tsx'
import { useConsole } from '../console.ts'
import { useAction } from '../use-action.ts'
import type { OwnNodes } from './alerts-page.tsx'
import { EventChoice, NodeChoice } from './choices.tsx'
import { CredentialFields } from './credential-fields.tsx'
import { bodyOf, draftOf, firstEmpty, type ChannelDraft } from './draft.ts'
import { refusal } from './refusal.ts'

type Props = Readonly<{
  scope: ChannelScope
  channel?: Channel
  nodes: OwnNodes
  onSaved: (channel: Channel) => void
  onClose: () => void
}>

const languages = [
  { value: 'zh-CN', label: '简体中文' },
  { value: 'en', label: 'English' },
] as const

/** Makes or changes a channel; the server sends a test first and says what the service answered. */
export function ChannelForm({ scope, channel, nodes, onSaved, onClose }: Props): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const [draft, setDraft] = useState(() => draftOf(scope, channel))
  const set = (change: Partial<ChannelDraft>): void => setDraft({ ...draft, ...change })
  const { field } = action.problem ?? {}
  const errorOf = (path: string): string | undefined =>
    field === path && action.problem ? refusal(action.problem) : undefined
  const send = async (): Promise<void> => {
    // The server would name what stands below first.
    const empty = channel === undefined ? firstEmpty(draft) : undefined
    if (empty !== undefined) throw new ApiProblem('missing_field', '', { details: { field: empty } })
    const body = bodyOf(draft)
    const { channel: saved } = await api.send(
      channel === undefined
        ? calls.createChannel(scope, { ...body, kind: draft.kind })
        : calls.updateChannel(scope, channel.id, body),
    )
    showToast({ tone: 'good', text: t('channelSaved', { name: saved.name }) })
    onSaved(saved)
  }
  const heading = `h-form-${channel?.id ?? 'new'}`
  return (
    <section class="card section" aria-labelledby={heading}>
      <h2 id={heading} class="wrap-any">
        {channel ? t('channelEdit', { name: channel.name }) : t('channelNew')}
      </h2>
      <AuthForm action={action} onSend={send}>
        {channel ? null : (
          <Field path="kind" label={t('channelKind')}>
            <select
              class="input"
              {...describe('kind')}
              value={draft.kind}
              onChange={(event) => set({ kind: event.currentTarget.value as ChannelKind, credential: {} })}
            >
              {channelKinds.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`kind_${kind}`)}
                </option>
              ))}
            </select>
          </Field>
        )}
        <p class="small dim">{t(`help_${draft.kind}`)}</p>
        <CredentialFields
          kind={draft.kind}
          values={draft.credential}
          isKept={channel !== undefined}
          errorOf={errorOf}
          onValue={(name, value) => set({ credential: { ...draft.credential, [name]: value } })}
        />
        <TextField
          path="name"
          label={t('channelName')}
          hint={t('channelNameHint')}
          value={draft.name}
          onValue={(name) => set({ name })}
          error={errorOf('name')}
          input={{ maxLength: 40 }}
        />
        <EventChoice scope={scope} chosen={draft.events} onChange={(events) => set({ events })} />
        {scope === 'own' && nodes.length > 0 ? (
          <NodeChoice nodes={nodes} chosen={draft.nodes} onChange={(chosen) => set({ nodes: chosen })} />
        ) : null}
        <div class="two">
          <TextField
            path="after_minutes"
            label={t('channelAfter')}
            hint={t('channelAfterHint')}
            unit={t('channelAfterUnit')}
            value={draft.after}
            onValue={(after) => set({ after })}
            error={errorOf('after_minutes')}
            input={{ inputMode: 'numeric' }}
          />
          <TextField
            path="quiet"
            label={t('channelQuiet')}
            hint={t('channelQuietHint')}
            optional
            value={draft.quiet}
            onValue={(quiet) => set({ quiet })}
            error={errorOf('quiet')}
            input={{ placeholder: '22:00-07:30' }}
          />
        </div>
        <div class="two">
          <Segmented
            path="reminder"
            label={t('channelReminder')}
            value={draft.reminder}
            options={reminders.map((value) => ({ value, label: t(`reminder_${value}`) }))}
            onValue={(reminder) => set({ reminder })}
          />
          <Segmented
            path="language"
            label={t('channelLanguage')}
            value={draft.language}
            options={languages}
            onValue={(language) => set({ language })}
          />
        </div>
        <FormError text={action.problem && !isInside(field) ? refusal(action.problem) : ''} />
        <div class="section-end">
          <button type="button" class="btn" onClick={onClose}>
            {t('cancel')}
          </button>
          <SubmitButton label={t('channelSave')} busy={action.busy} waitS={action.waitS} />
        </div>
      </AuthForm>
    </section>
  )
}

/** Whether a field of the form shows a problem itself. */
function isInside(field: string | undefined): boolean {
  return field !== undefined && /^(?:credential\.|name$|after_minutes$|quiet$)/.test(field)
}
