import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { t } from '../i18n/core.ts'
import { Dialog } from './dialog.tsx'
import { showOver } from './over.tsx'

/** Shows a text that the browser did not let into the clipboard. */
export function showCopySheet(text: string): void {
  showOver((close) => <CopySheet text={text} onClose={close} />)
}

/** The text in a field, selected, for the reader to take: by pressing on it, or by Ctrl+C. */
function CopySheet({ text, onClose }: { text: string; onClose: () => void }): JSX.Element {
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    field.current?.focus()
    field.current?.select()
  }, [])
  return (
    <Dialog title={t('copyByHand')} onClose={onClose} lightDismiss>
      <p class="dim">{t('copyByHandMore')}</p>
      <textarea
        ref={field}
        class="input copy-field"
        rows={Math.min(8, Math.ceil(text.length / 40) + text.split('\n').length)}
        readOnly
        spellcheck={false}
        aria-label={t('copyText')}
        value={text}
      />
      <div class="dialog-end">
        <button type="button" class="btn" onClick={onClose}>
          {t('close')}
        </button>
      </div>
    </Dialog>
  )
}
