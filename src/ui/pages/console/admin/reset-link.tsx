import type { JSX } from 'preact'
import { CodeLine } from '../../../components/code-line.tsx'
import { CopyButton } from '../../../components/copy-button.tsx'
import { Dialog } from '../../../components/dialog.tsx'
import { showOver } from '../../../components/over.tsx'
import { t } from '../../../i18n/console.ts'
import { clock } from '../../../lib/format.ts'

type Made = Readonly<{ email: string; token: string; untilMs: number }>

/** Shows the link by which a user sets a new password, for the administrator to hand over. */
export function showResetLink(made: Made): void {
  showOver((close) => <ResetLink {...made} onClose={close} />)
}

function ResetLink({ email, token, untilMs, onClose }: Made & { onClose: () => void }): JSX.Element {
  const url = `${location.origin}/console/#/reset?token=${token}`
  return (
    <Dialog title={t('resetLinkOf', { email })} onClose={onClose}>
      <p class="dim">{t('resetLinkHow', { t: clock(untilMs) })}</p>
      <div class="codebox reset-link">
        <code translate={false}>
          <CodeLine text={url} />
        </code>
        <CopyButton text={url} what={t('resetLink')} kind="main" />
      </div>
      <div class="dialog-end">
        <button type="button" class="btn" onClick={onClose}>
          {t('close')}
        </button>
      </div>
    </Dialog>
  )
}
