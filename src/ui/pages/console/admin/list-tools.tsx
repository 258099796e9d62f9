import type { ComponentChildren, JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Icon } from '../../../components/icon.tsx'
import { t } from '../../../i18n/console.ts'
import { listHash, type ListState } from '../routes.ts'
import { replaceHash } from '../use-route.ts'

type Path = '/admin/nodes' | '/admin/users'
export const perPage = 50

/** A choice without some that were chosen. */
export function without<T>(chosen: ReadonlySet<T>, left: readonly T[]): ReadonlySet<T> {
  const gone = new Set(left)
  return new Set([...chosen].filter((one) => !gone.has(one)))
}

/** Search field of an admin list. It writes the hash a moment after the last key; `/` goes to it, Esc clears it. */
export function ListSearch({
  path,
  list,
  label,
  children,
}: {
  path: Path
  list: ListState
  label: string
  children?: ComponentChildren
}): JSX.Element {
  const [typed, setTyped] = useState(list.q)
  const field = useRef<HTMLInputElement>(null)
  const written = useRef(list.q)
  useEffect(() => {
    if (list.q !== written.current) setTyped(list.q)
    written.current = list.q
  }, [list.q])
  useEffect(() => {
    if (typed.trim() === list.q) return undefined
    const timer = setTimeout(() => {
      written.current = typed.trim()
      replaceHash(listHash(path, { ...list, q: typed.trim(), page: 1 }))
    }, 250)
    return () => clearTimeout(timer)
  }, [typed])
  useEffect(() => {
    const key = (event: KeyboardEvent): void => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.target instanceof Element && event.target.closest('input, textarea, select, dialog')) return
      event.preventDefault()
      field.current?.focus()
    }
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [])
  return (
    <search class="list-tools">
      <span class="search-box">
        <Icon name="search" />
        <input
          ref={field}
          class="input"
          type="search"
          aria-label={label}
          placeholder={label}
          autocomplete="off"
          value={typed}
          maxLength={100}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && typed !== '') {
              event.preventDefault()
              setTyped('')
            }
          }}
        />
      </span>
      {children}
    </search>
  )
}

/** A filter whose value stands in the hash. */
export function ListSelect({
  label,
  value,
  options,
  onValue,
}: {
  label: string
  value: string
  options: readonly Readonly<{ value: string; label: string }>[]
  onValue: (value: string) => void
}): JSX.Element {
  return (
    <span class="select">
      <select
        class="input"
        aria-label={label}
        value={value}
        onChange={(event) => onValue(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
      <Icon name="chevron" size={12} />
    </span>
  )
}

/** Links to the page before and after; nothing when all fits one page. */
export function Pager({
  path,
  list,
  total,
}: {
  path: Path
  list: ListState
  total: number
}): JSX.Element | null {
  const pages = Math.max(1, Math.ceil(total / perPage))
  if (pages === 1) return null
  const to = (page: number): string => listHash(path, { ...list, page })
  return (
    <nav class="pager" aria-label={t('pages')}>
      {list.page > 1 ? (
        <a class="btn" href={to(list.page - 1)}>
          {t('before')}
        </a>
      ) : null}
      <span class="small dim">{t('pageOf', { n: list.page, m: pages })}</span>
      {list.page < pages ? (
        <a class="btn" href={to(list.page + 1)}>
          {t('after')}
        </a>
      ) : null}
    </nav>
  )
}
