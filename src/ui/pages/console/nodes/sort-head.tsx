import type { JSX } from 'preact'

type Props<K extends string> = Readonly<{
  label: string
  name: K
  sort: { readonly key: K; readonly turned: boolean }
  onSort: (sort: { readonly key: K; readonly turned: boolean }) => void
  class?: string
  /** The column's own first direction is from the largest down. */
  falling?: boolean
}>

/** Head of a column that sorts: its own direction first, then the other way round. */
export function SortHead<K extends string>(props: Props<K>): JSX.Element {
  const { label, name, sort, onSort, class: extra = '', falling = false } = props
  const on = sort.key === name
  const down = falling !== sort.turned
  return (
    <span role="columnheader" class={extra} aria-sort={on ? (down ? 'descending' : 'ascending') : undefined}>
      <button
        type="button"
        class="sort-head"
        onClick={() => onSort({ key: name, turned: on && !sort.turned })}
      >
        {label}
        <span class="sort-sign" aria-hidden="true">
          {on ? (down ? '↓' : '↑') : ''}
        </span>
      </button>
    </span>
  )
}
