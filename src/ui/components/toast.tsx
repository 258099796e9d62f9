import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../i18n/core.ts'
import { Glyph, type Tone } from './glyph.tsx'
import { Icon } from './icon.tsx'

export type Toast = Readonly<{
  tone: Tone
  text: string
  action?: Readonly<{ label: string; run: () => void }>
}>
type Shown = Toast & Readonly<{ key: number }>

const shownMs = 6000
const stack: { list: readonly Shown[]; key: number; draw: () => void } = {
  list: [],
  key: 0,
  draw: () => undefined,
}
function change(list: readonly Shown[]): void {
  stack.list = list
  stack.draw()
}

/** Shows a toast: 6 s, or until closed when it tells of a failure. Never a message's only place. */
export function showToast(toast: Toast): void {
  stack.key += 1
  // The same words twice would only push the first up.
  const others = stack.list.filter((one) => one.text !== toast.text)
  change([...others.slice(-2), { ...toast, key: stack.key }])
}

/** Takes all toasts away, as when another account signs in. */
export function clearToasts(): void {
  change([])
}

function drop(key: number): void {
  change(stack.list.filter((one) => one.key !== key))
}

/** Where toasts appear. Both live regions are always in the page, so that readers announce what enters them. */
export function Toasts(): JSX.Element {
  const [, draw] = useState(0)
  useEffect(() => {
    stack.draw = () => draw((count) => count + 1)
    return () => {
      stack.draw = () => undefined
    }
  }, [])
  const bad = stack.list.filter((one) => one.tone === 'bad')
  const rest = stack.list.filter((one) => one.tone !== 'bad')
  return (
    <div class="toasts">
      <div role="alert">
        {bad.map((one) => (
          <ToastBox key={one.key} toast={one} />
        ))}
      </div>
      <div role="status" aria-live="polite">
        {rest.map((one) => (
          <ToastBox key={one.key} toast={one} />
        ))}
      </div>
    </div>
  )
}

function ToastBox({ toast }: { toast: Shown }): JSX.Element {
  const [held, setHeld] = useState(false)
  const leftMs = useRef(shownMs)
  useEffect(() => {
    if (held || toast.tone === 'bad') return undefined
    const startMs = performance.now()
    const timer = setTimeout(() => drop(toast.key), leftMs.current)
    return () => {
      clearTimeout(timer)
      leftMs.current = Math.max(1000, leftMs.current - (performance.now() - startMs))
    }
  }, [held, toast])
  const { action } = toast
  return (
    <div
      class="toast"
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocusIn={() => setHeld(true)}
      onFocusOut={() => setHeld(false)}
    >
      <Glyph tone={toast.tone} />
      <span class="toast-text">{toast.text}</span>
      {action ? (
        <button
          type="button"
          class="link"
          onClick={() => {
            drop(toast.key)
            action.run()
          }}
        >
          {action.label}
        </button>
      ) : null}
      <button type="button" class="toast-close" aria-label={t('close')} onClick={() => drop(toast.key)}>
        <Icon name="close" size={12} />
      </button>
    </div>
  )
}
