import { store, stored } from './preferences.ts'

/** Ids that a browser keeps at most. */
export const starsMost = 200
const starsKey = 'et.stars'

/** Where the stars are kept; `write` is false when that is full or forbidden. */
type Shelf = Readonly<{ read: () => string | null; write: (text: string) => boolean }>

/** What became of a star: in the browser, on this page alone, or not taken since there are as many as there may be. */
export type Starred = 'kept' | 'unkept' | 'full'

/** The ids in a kept text; whatever else stands there is none. */
export function readStars(text: string | null): ReadonlySet<number> {
  const ids = (text ?? '')
    .split(',', starsMost)
    .filter((part) => /^[1-9]\d{0,15}$/.test(part))
    .map(Number)
  return new Set(ids.filter((id) => Number.isSafeInteger(id)))
}

/** Starred nodes. Where they cannot be kept they last as long as the page. */
export class Stars {
  readonly #shelf: Shelf
  readonly #listeners = new Set<() => void>()
  #ids: ReadonlySet<number>
  /** The last change could not be written: what is known here is newer than what is kept. */
  #isAhead = false

  constructor(shelf: Shelf) {
    this.#shelf = shelf
    this.#ids = readStars(shelf.read())
  }

  /** The ids now, the first star first; another set after a change. */
  ids(): ReadonlySet<number> {
    return this.#ids
  }

  /** Gives a node its star, or takes it away. */
  toggle(id: number): Starred {
    // Another tab may have been faster than its event.
    this.reread()
    const ids = new Set(this.#ids)
    if (!ids.delete(id)) {
      if (ids.size >= starsMost) return 'full'
      ids.add(id)
    }
    this.#isAhead = !this.#shelf.write([...ids].join(','))
    this.#put(ids)
    return this.#isAhead ? 'unkept' : 'kept'
  }

  /** Takes over what was kept by others. */
  reread(): void {
    if (this.#isAhead) return
    const ids = readStars(this.#shelf.read())
    if ([...ids].join() !== [...this.#ids].join()) this.#put(ids)
  }

  /** Calls `listener` after each change; answers what ends that. */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #put(ids: ReadonlySet<number>): void {
    this.#ids = ids
    for (const listener of this.#listeners) listener()
  }
}

/** The stars of this browser. */
export const stars = new Stars({
  read: () => stored(starsKey),
  write: (text) => store(starsKey, text),
})
