import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { minutesText } from '../../../components/form.tsx'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { useCountdown } from '../use-countdown.ts'

/** The server sends a box the same mail once in so many seconds. */
export const resendAfterS = 600

/** Sends the confirmation mail again, as often as the server does. `startS` seconds must pass before the first time. */
export function ResendButton({ email, startS = 0 }: { email: string; startS?: number }): JSX.Element {
  const opened = useConsole()
  const action = useAction()
  const [leftS, wait] = useCountdown(startS)
  const [said, setSaid] = useState('')
  const waitS = Math.max(leftS, action.waitS)
  const blocked = action.busy || waitS > 0 || !email.includes('@')
  const resend = async (): Promise<void> => {
    await opened.api.send(calls.resendVerification(email))
    setSaid(t('resent'))
    wait(resendAfterS)
  }
  return (
    <div class="stack-tight">
      <button
        type="button"
        class="btn"
        aria-disabled={blocked ? 'true' : undefined}
        onClick={() => {
          if (!blocked) void action.run(resend)
        }}
      >
        {waitS > 0 ? t('resendIn', { t: minutesText(waitS) }) : t('resend')}
      </button>
      <p class="tiny dim" role="status">
        {action.problem ? say(action.problem) : said}
      </p>
    </div>
  )
}
