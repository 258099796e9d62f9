import { writeFilters } from '../../lib/write-filters.ts'
import type { Choices } from './choices.ts'

/** Writes the choices into an address's query, defaults left out; other parameters stay. */
export function writeChoices({ filters, priority, word }: Choices, search: string): string {
  const params = new URLSearchParams(search)
  if (priority === 'capacity') params.delete('prefer')
  else params.set('prefer', priority)
  if (word.trim() === '') params.delete('key')
  else params.set('key', word.trim())
  return writeFilters(filters, params.toString())
}
