import { useEffect, useState } from 'preact/hooks'
import { store, stored } from '../../lib/preferences.ts'
import { missing } from '../../lib/missing.ts'
import type { Filters } from '../../lib/url-state.ts'
import { type Choices, readChoices } from './choices.ts'
import { tidyWord } from './peer-url.ts'

const wordKey = 'et.word'

/** The choices, kept in the page's address; the group's word is remembered for the next visit, too. */
export function useChoices(): Readonly<{
  choices: Choices
  change: (part: Partial<Choices>) => void
  filter: (part: Partial<Filters>) => void
}> {
  const read = (): Choices => readChoices(location.search, stored(wordKey) ?? '')
  const [choices, setChoices] = useState(read)
  useEffect(() => {
    const back = (): void => setChoices(read())
    addEventListener('popstate', back)
    return () => removeEventListener('popstate', back)
  }, [])
  useEffect(() => {
    const word = tidyWord(choices.word)
    if (word !== (stored(wordKey) ?? '')) store(wordKey, word)
  }, [choices.word])
  const change = (part: Partial<Choices>): void => {
    const next = { ...choices, ...part }
    setChoices(next)
    // The choice holds without its address, should the code for that not come.
    writeAddress(next).catch((error: unknown) => missing('address', error))
  }
  return { choices, change, filter: (part) => change({ filters: { ...choices.filters, ...part } }) }
}

async function writeAddress(choices: Choices): Promise<void> {
  const { writeChoices } = await import('./write-choices.ts')
  history.replaceState(
    null,
    '',
    `${location.pathname}${writeChoices(choices, location.search)}${location.hash}`,
  )
}
