import type { JSX } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../../components/icon.tsx'
import { t } from '../../i18n/status.ts'

/** `/` anywhere outside a field comes here; Esc clears, a second one leaves. */
export function SearchBox(props: { value: string; onChange: (value: string) => void }): JSX.Element {
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const key = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || inField(event.target)) return
      event.preventDefault()
      field.current?.focus()
    }
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [])
  const escape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape') return
    if (props.value === '') field.current?.blur()
    else props.onChange('')
    event.preventDefault()
  }
  return (
    <div class="search">
      <Icon name="search" />
      <input
        ref={field}
        class="input"
        type="text"
        enterkeyhint="search"
        autocomplete="off"
        spellcheck={false}
        maxLength={200}
        aria-label={t('searchLabel')}
        placeholder={t('search')}
        value={props.value}
        onInput={(event) => props.onChange(event.currentTarget.value)}
        onKeyDown={escape}
      />
      {props.value === '' ? (
        <kbd aria-hidden="true">/</kbd>
      ) : (
        <button
          type="button"
          class="btn btn-plain btn-icon"
          aria-label={t('clearSearch')}
          onClick={() => {
            props.onChange('')
            field.current?.focus()
          }}
        >
          <Icon name="close" />
        </button>
      )}
    </div>
  )
}

function inField(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
