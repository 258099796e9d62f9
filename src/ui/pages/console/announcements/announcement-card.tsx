import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import type * as v from 'valibot'
import {
  announcementLimits,
  type Announcement,
  type AnnouncementUpdateBody,
} from '../../../../contract/announcements.ts'
import { confirm } from '../../../components/confirm.tsx'
import { Field, describe } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { moment } from '../../../lib/format.ts'
import { serverNowMs } from '../../../lib/server-clock.ts'
import { useConsole } from '../console.ts'
import { AuthForm } from '../sign-in/auth-card.tsx'
import { say } from '../states.tsx'
import { useAction } from '../use-action.ts'

type Props = Readonly<{
  announcement: Announcement
  onChanged: (announcement: Announcement) => void
  onEdit: () => void
  onGone: () => void
}>

/** An announcement as administrators see it, and what can be done with it. */
export function AnnouncementCard({ announcement, onChanged, onEdit, onGone }: Props): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const [isUpdating, setUpdating] = useState(false)
  const { id, title, tone, resolved_at: resolved, starts_at: from, ends_at: until, updates } = announcement
  const heading = `h-a-${id}`
  const nowMs = serverNowMs()
  const at = (time: string): string => moment(Date.parse(time), nowMs)
  const change = async (body: v.InferInput<typeof AnnouncementUpdateBody>): Promise<void> => {
    const answer = await api.send(calls.updateAnnouncement(id, body))
    showToast({ tone: 'good', text: t('announcementSaved', { name: title }) })
    onChanged(answer.announcement)
  }
  const remove = async (): Promise<void> => {
    const yes = await confirm({
      title: t('announcementDeleteAsk', { name: title }),
      body: t('announcementDeleteBody'),
      keep: t('keep'),
      act: t('announcementDelete'),
      danger: true,
    })
    if (!yes) return
    await action.run(async () => {
      await api.send(calls.deleteAnnouncement(id))
      showToast({ tone: 'good', text: t('announcementDeleted', { name: title }) })
      onGone()
    })
  }
  const isOver = resolved !== null || (until !== null && Date.parse(until) <= nowMs)
  const named = (text: string): JSX.Element => (
    <>
      {text}
      <span class="sr"> {title}</span>
    </>
  )
  return (
    <section class="card section channel" aria-labelledby={heading}>
      <h2 id={heading} class="wrap-any" dir="auto">
        {title}
      </h2>
      <p class="small dim">
        {t(`tone_${tone}`)} · {at(from)}
        {until === null ? '' : ` – ${at(until)}`}
        {isOver ? ` · ${t('announcementOver')}` : ''}
        {updates.length === 0 ? '' : ` · ${t('announcementUpdates', { n: updates.length })}`}
      </p>
      {isUpdating ? (
        <UpdateForm
          onSend={async (update) => {
            await change({ update })
            setUpdating(false)
          }}
          onClose={() => setUpdating(false)}
        />
      ) : null}
      <FormError text={action.problem ? say(action.problem) : ''} />
      <div class="section-end">
        {isUpdating ? null : (
          <button type="button" class="btn" onClick={() => setUpdating(true)}>
            {named(t('announcementUpdate'))}
          </button>
        )}
        <button
          type="button"
          class="btn"
          disabled={action.busy}
          onClick={() => void action.run(() => change({ resolved: resolved === null ? 1 : 0 }))}
        >
          {named(t(resolved === null ? 'announcementResolve' : 'announcementReopen'))}
        </button>
        <button type="button" class="btn" onClick={onEdit}>
          {named(t('announcementChange'))}
        </button>
        <button type="button" class="btn" onClick={() => void remove()}>
          {named(t('announcementDelete'))}
        </button>
      </div>
    </section>
  )
}

function UpdateForm(props: Readonly<{ onSend: (text: string) => Promise<void>; onClose: () => void }>) {
  const action = useAction()
  const [text, setText] = useState('')
  return (
    <AuthForm action={action} onSend={() => props.onSend(text)}>
      <Field path="update" label={t('announcementUpdateText')}>
        <textarea
          class="input"
          rows={3}
          maxLength={announcementLimits.textCharsMax}
          {...describe('update')}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </Field>
      <FormError text={action.problem ? say(action.problem) : ''} />
      <div class="section-end">
        <button type="button" class="btn" onClick={props.onClose}>
          {t('cancel')}
        </button>
        <SubmitButton label={t('announcementUpdate')} busy={action.busy} ready={text.trim() !== ''} />
      </div>
    </AuthForm>
  )
}
