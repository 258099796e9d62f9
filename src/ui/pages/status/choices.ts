import type { Priority } from '../../../contract/vocabulary.ts'
import { type Filters, readFilters } from '../../lib/url-state.ts'
import { wordCharsMax } from './peer-url.ts'

/** As the page offers them, the default first. */
export const priorityChoices = [
  'capacity',
  'traffic',
  'bandwidth',
  'latency',
] as const satisfies readonly Priority[]

/** What the reader chose on the page: region and relay narrow the list and the address alike. */
export type Choices = Readonly<{ filters: Filters; priority: Priority; word: string }>

/** Reads the choices of an address; the word of the last visit stands in for one that the address does not name. */
export function readChoices(search: string, lastWord: string): Choices {
  const params = new URLSearchParams(search)
  const prefer = params.get('prefer')
  return {
    filters: readFilters(search),
    priority: priorityChoices.find((one) => one === prefer) ?? 'capacity',
    word: (params.get('key') ?? lastWord).slice(0, wordCharsMax),
  }
}
