import type { JSX } from 'preact'
import type * as v from 'valibot'
import type { RegistrationsAnswer } from '../../../../contract/system.ts'
import { confirm } from '../../../components/confirm.tsx'
import { FormError } from '../../../components/form.tsx'
import { showToast } from '../../../components/toast.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { absolute } from '../../../lib/format.ts'
import { isPrivateHost } from '../../../lib/address.ts'
import { useConsole } from '../console.ts'
import { say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { useStore } from '../store.ts'
import { usePoll } from '../use-poll.ts'

type Registration = v.InferOutput<typeof RegistrationsAnswer>['registrations'][number]

/** Registrations that wait for their mail, each to be confirmed by hand or mailed again; nothing where none waits. */
export function WaitingRegistrations({ onConfirmed }: { onConfirmed: () => void }): JSX.Element | null {
  const { api } = useConsole()
  const found = usePoll('registrations', (signal) => api.send(calls.listRegistrations(), { signal }), 60_000)
  const waiting = found.data?.registrations ?? []
  if (waiting.length === 0) return null
  return (
    <section class="card section" aria-labelledby="waiting-users">
      <h2 id="waiting-users">{t('waitingUsers', { n: waiting.length })}</h2>
      <p class="small dim">{t('waitingUsersBody')}</p>
      <ul class="waiting-users">
        {waiting.map((one) => (
          <Waiting
            key={one.id}
            registration={one}
            onConfirmed={() => {
              found.reload()
              onConfirmed()
            }}
          />
        ))}
      </ul>
    </section>
  )
}

function Waiting({
  registration,
  onConfirmed,
}: {
  registration: Registration
  onConfirmed: () => void
}): JSX.Element {
  const { id, email, registered_at: at } = registration
  const { api, store } = useConsole()
  // A site on the reader's own machine writes its mails into files.
  const byMail = useStore(store).site?.mail_configured === true || isPrivateHost(location.hostname)
  const action = useAction()
  const accept = async (): Promise<void> => {
    const yes = await confirm({
      title: t('confirmAsk', { email }),
      body: t('confirmBody'),
      keep: t('cancel'),
      act: t('confirmByHand'),
    })
    if (!yes) return
    const isDone = await action.run(async () => {
      await api.send(calls.confirmRegistration(email, id))
      showToast({ tone: 'good', text: t('confirmedByHand', { email }) })
    })
    if (isDone) onConfirmed()
  }
  const resend = (): Promise<unknown> =>
    action.run(async () => {
      await api.send(calls.resendVerification(email))
      showToast({ tone: 'good', text: t('resent') })
    })
  return (
    <li>
      <span class="wrap-any">
        <b>{email}</b>{' '}
        <time class="small dim" dateTime={at}>
          {t('registeredAt', { t: absolute(Date.parse(at)) })}
        </time>
      </span>
      <span class="waiting-acts">
        {byMail ? (
          <button type="button" class="btn btn-plain" disabled={action.busy} onClick={() => void resend()}>
            {t('resendTo')}
            <span class="sr"> {email}</span>
          </button>
        ) : null}
        <button type="button" class="btn" disabled={action.busy} onClick={() => void accept()}>
          {t('confirmByHand')}
          <span class="sr"> {email}</span>
        </button>
      </span>
      <FormError text={action.problem ? say(action.problem) : ''} />
    </li>
  )
}
