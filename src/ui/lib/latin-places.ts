import { missing } from './missing.ts'
import { useEffect, useState } from 'preact/hooks'
import { language } from '../i18n/language.ts'

type Places = Readonly<{ english: (text: string) => string; latin: (text: string) => string }>

/** Until the table of places is there, they are shown and found as their owners wrote them. */
const unknown: Places = { english: (text) => text, latin: () => '' }
const known: { places: Places } = { places: unknown }

/** A place in the language of the page. */
export function placeName(text: string): string {
  return language() === 'en' ? known.places.english(text) : text
}

/** What a text's places can be found by beside themselves. */
export function latinNames(text: string): string {
  return known.places.latin(text)
}

/** Whether the table is there. */
export function placesKnown(): boolean {
  return known.places !== unknown
}

/** Fetches the table. */
export async function loadPlaces(): Promise<void> {
  const { englishPlace, latinPlaces } = await import('./places.ts')
  known.places = { english: englishPlace, latin: latinPlaces }
}

/** Has the table fetched when it is wanted; true once it is there, so that what it names is drawn again. */
export function useLatinPlaces(wanted: boolean): boolean {
  const [loaded, setLoaded] = useState(false)
  useEffect(() => {
    if (!wanted || loaded) return
    loadPlaces()
      .then(() => setLoaded(true))
      .catch((error: unknown) => missing('places', error))
  }, [wanted])
  return loaded
}
