import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { t } from '../../../i18n/console.ts'
import { calls } from '../../../lib/api-calls.ts'
import { useConsole } from '../console.ts'
import { say } from '../states.tsx'
import { useAction } from '../use-action.ts'
import { useCountdown } from '../use-countdown.ts'

/** Sends the confirmation mail again; at most once a minute. `startS` seconds must pass before the first time. */
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
    wait(60)
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
        {waitS > 0 ? t('resendIn', { n: waitS }) : t('resend')}
      </button>
      <p class="tiny dim" role="status">
        {action.problem ? say(action.problem) : said}
      </p>
    </div>
  )
}
