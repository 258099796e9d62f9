import type { JSX } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { confirm } from '../../../components/confirm.tsx'
import { CopyButton } from '../../../components/copy-button.tsx'
import { t } from '../../../i18n/console.ts'
import { Box } from '../states.tsx'
import { useLeaveGuard } from '../use-route.ts'

type Props = Readonly<{ codes: readonly string[]; onDone: () => void }>

/** The recovery codes, this once: leaving without having copied them asks first. */
export function RecoveryCodes({ codes, onDone }: Props): JSX.Element {
  const [copied, setCopied] = useState(false)
  const [ask] = useState(
    () => () =>
      confirm({
        title: t('codesLeaveAsk'),
        body: t('codesOnce'),
        keep: t('stay'),
        act: t('leave'),
        danger: true,
      }),
  )
  useLeaveGuard(copied ? undefined : ask)
  useEffect(() => document.getElementById('recovery-codes')?.focus(), [])
  const text = codes.join('\n')
  return (
    <div class="stack" onCopy={() => setCopied(true)}>
      <Box tone="good" title={t('factorEnabled')} live>
        {t('codesOnce')}
      </Box>
      <div class="codebox">
        <pre id="recovery-codes" tabIndex={-1} aria-label={t('recoveryCodes')} translate={false}>
          {text}
        </pre>
        <CopyButton text={text} what={t('recoveryCodes')} kind="main" onCopied={() => setCopied(true)} />
      </div>
      <div class="section-end">
        <button type="button" class="btn" onClick={onDone}>
          {t('codesKept')}
        </button>
      </div>
    </div>
  )
}
