import type { JSX } from 'preact'
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks'
import { MoreIcon } from './more-icons.tsx'

export type MenuItem = Readonly<{
  label: string
  danger?: boolean
  /** Shown on phones alone, where the row has no room for it. */
  narrow?: boolean
}> &
  (Readonly<{ href: string }> | Readonly<{ run: () => void }>)

/** A button that opens a list of commands (APG menu button): arrows, Home, End, first letter by Tab order, Esc closes. */
export function MenuButton({ label, items }: { label: string; items: readonly MenuItem[] }): JSX.Element {
  const [open, setOpen] = useState(false)
  const self = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  const entries = (): HTMLElement[] =>
    [...(self.current?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].filter(
      (entry) => entry.offsetParent !== null,
    )
  // Before the next key can come: a quick End must find the focus in the menu.
  useLayoutEffect(() => {
    if (!open) return undefined
    entries()[0]?.focus()
    const outside = (event: Event): void => {
      if (event.target instanceof Node && !self.current?.contains(event.target)) setOpen(false)
    }
    document.addEventListener('pointerdown', outside)
    return () => document.removeEventListener('pointerdown', outside)
  }, [open])
  const close = (): void => {
    setOpen(false)
    button.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const list = entries()
    const at = list.findIndex((entry) => entry === document.activeElement)
    const go = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: list.length - 1 }[event.key]
    if (event.key === 'Escape') close()
    else if (event.key === 'Tab') setOpen(false)
    else if (go !== undefined) list[(go + list.length) % list.length]?.focus()
    if (event.key === 'Escape' || go !== undefined) {
      event.preventDefault()
      event.stopPropagation()
    }
  }
  return (
    <div class="menu-box" ref={self}>
      <button
        ref={button}
        type="button"
        class="btn btn-plain btn-icon"
        aria-label={label}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        onClick={() => setOpen(!open)}
      >
        <MoreIcon />
      </button>
      {open ? (
        <div id={id} class="menu-list" role="menu" aria-label={label} onKeyDown={onKeyDown}>
          {items.map((item) => (
            <Entry key={item.label} item={item} close={close} />
          ))}
        </div>
      ) : null}
    </div>
  )
}

function Entry({ item, close }: { item: MenuItem; close: () => void }): JSX.Element {
  const name = `menu-item${item.danger ? ' bad-text' : ''}${item.narrow ? ' narrow' : ''}`
  if ('href' in item) {
    return (
      <a role="menuitem" tabIndex={-1} class={name} href={item.href} onClick={close}>
        {item.label}
      </a>
    )
  }
  const { run } = item
  return (
    <button
      role="menuitem"
      tabIndex={-1}
      type="button"
      class={name}
      onClick={() => {
        close()
        run()
      }}
    >
      {item.label}
    </button>
  )
}
