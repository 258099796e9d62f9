import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { useUniqueId } from '../lib/use-unique-id.ts'

type Props = Readonly<{
  title: string
  /** Esc, or a click beside the dialog. */
  onClose: () => void
  children: ComponentChildren
  /** False keeps a click beside from closing: something typed would be lost. */
  lightDismiss?: boolean
}>

/** A modal dialog while it is in the page. The browser keeps the focus inside and gives it back afterwards. */
export function Dialog({ title, onClose, children, lightDismiss = false }: Props): JSX.Element {
  const self = useRef<HTMLDialogElement>(null)
  const heading = useUniqueId()
  useEffect(() => {
    const before = document.activeElement
    const dialog = self.current
    if (dialog && !dialog.open) dialog.showModal()
    return () => {
      dialog?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={self}
      class="dialog"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (lightDismiss && event.target === self.current) onClose()
      }}
    >
      <div class="dialog-body">
        <h2 id={heading}>{title}</h2>
        {children}
      </div>
    </dialog>
  )
}
