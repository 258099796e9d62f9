import type { JSX } from 'preact'
import { listHash, type ListState } from '../routes.ts'

type Chip = Readonly<{ value: string; label: string; count: number }>
type Props = Readonly<{
  path: '/admin/nodes' | '/admin/users'
  list: ListState
  label: string
  chips: readonly Chip[]
}>

/** Counts that are filters: a link each, so that they can be opened, kept and sent. Empty ones are left out. */
export function GroupChips({ path, list, label, chips }: Props): JSX.Element {
  return (
    <nav class="group-chips" aria-label={label}>
      {chips
        .filter((chip) => chip.count > 0 || chip.value === '' || chip.value === list.state)
        .map((chip) => (
          <a
            key={chip.value}
            class="chip"
            href={listHash(path, { ...list, state: chip.value, page: 1 })}
            aria-current={chip.value === list.state ? 'true' : undefined}
          >
            {chip.label} <b>{chip.count}</b>
          </a>
        ))}
    </nav>
  )
}
