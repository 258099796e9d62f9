import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import {
  announcementLimits,
  announcementTones,
  type Announcement,
} from '../../../../contract/announcements.ts'
import { regions } from '../../../../contract/vocabulary.ts'
import { Field, TextField, describe } from '../../../components/field.tsx'
import { FormError, SubmitButton } from '../../../components/form.tsx'
import { Segmented } from '../../../components/segmented.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { AuthForm } from '../sign-in/auth-card.tsx'
import { say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { bodyOf, draftOf, type AnnouncementDraft } from './draft.ts'
import { NodePicker } from './node-picker.tsx'

type Props = Readonly<{
  known?: Announcement
  onSaved: (announcement: Announcement) => void
  onClose: () => void
}>

const ownFields = ['title', 'details', 'starts_at', 'ends_at', 'affected_nodes']

/** Announces something, or changes what was announced. */
export function AnnouncementForm({ known, onSaved, onClose }: Props): JSX.Element {
  const { api } = useConsole()
  const action = useAction()
  const [draft, setDraft] = useState(() => draftOf(known))
  const set = (change: Partial<AnnouncementDraft>): void => setDraft({ ...draft, ...change })
  const { field } = action.problem ?? {}
  const errorOf = (path: string): string | undefined =>
    field === path && action.problem ? say(action.problem) : undefined
  const send = async (): Promise<void> => {
    const body = bodyOf(draft, known)
    const { announcement } = await api.send(
      known === undefined ? calls.createAnnouncement(body) : calls.updateAnnouncement(known.id, body),
    )
    showToast({ tone: 'good', text: t('announcementSaved', { name: announcement.title }) })
    onSaved(announcement)
  }
  const heading = `h-form-${known?.id ?? 'new'}`
  return (
    <section class="card section" aria-labelledby={heading}>
      <h2 id={heading} class="wrap-any">
        {known ? t('announcementEditHead', { name: known.title }) : t('announcementNewHead')}
      </h2>
      <AuthForm action={action} onSend={send}>
        <Segmented
          path="tone"
          label={t('announcementTone')}
          value={draft.tone}
          options={announcementTones.map((value) => ({ value, label: t(`tone_${value}`) }))}
          onValue={(tone) => set({ tone })}
        />
        <TextField
          path="title"
          label={t('announcementTitle')}
          value={draft.title}
          onValue={(title) => set({ title })}
          error={errorOf('title')}
          input={{ maxLength: announcementLimits.titleCharsMax }}
        />
        <Field path="details" label={t('announcementText')} optional error={errorOf('details')}>
          <textarea
            class="input"
            rows={4}
            maxLength={announcementLimits.textCharsMax}
            {...describe('details', errorOf('details'))}
            value={draft.details}
            onInput={(event) => set({ details: event.currentTarget.value })}
          />
        </Field>
        <div class="two">
          <TextField
            path="starts_at"
            label={t('announcementFrom')}
            hint={t('announcementFromHint')}
            optional
            value={draft.from}
            onValue={(from) => set({ from })}
            error={errorOf('starts_at')}
            input={{ type: 'datetime-local' }}
          />
          <TextField
            path="ends_at"
            label={t('announcementUntil')}
            hint={t('announcementUntilHint')}
            optional
            value={draft.until}
            onValue={(until) => set({ until })}
            error={errorOf('ends_at')}
            input={{ type: 'datetime-local' }}
          />
        </div>
        <fieldset class="field">
          <legend>{t('announcementRegions')}</legend>
          <div class="alert-choices">
            {regions.map((region) => (
              <label key={region} class="check">
                <input
                  type="checkbox"
                  checked={draft.regions.includes(region)}
                  onChange={(event) =>
                    set({
                      regions: event.currentTarget.checked
                        ? [...draft.regions, region]
                        : draft.regions.filter((one) => one !== region),
                    })
                  }
                />
                {t(region)}
              </label>
            ))}
          </div>
        </fieldset>
        <NodePicker
          chosen={draft.nodes}
          onChange={(nodes) => set({ nodes })}
          error={errorOf('affected_nodes')}
        />
        <FormError text={action.problem && !ownFields.includes(field ?? '') ? say(action.problem) : ''} />
        <div class="section-end">
          <button type="button" class="btn" onClick={onClose}>
            {t('cancel')}
          </button>
          <SubmitButton
            label={t(known ? 'announcementSave' : 'announcementPublish')}
            busy={action.busy}
            waitS={action.waitS}
          />
        </div>
      </AuthForm>
    </section>
  )
}
