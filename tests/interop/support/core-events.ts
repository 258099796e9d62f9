/** What a core says of itself: the main branch's names, and what belongs to it as text. */
export type CoreEvent = { readonly name: string; readonly words: readonly string[] }

/** What programs print for these events, each with its date before it. */
const printed: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['ListenerAdded', /: new listener added\. listener: (\S+)/],
  ['Connecting', /: connecting to peer\. dst: (\S+)/],
  ['ConnectError', /: connect to peer error\. dst: (\S+), ip_version: (\S+), err: (.*)/],
  ['ConnectionError', /: connection error\. (.*)/],
  ['PeerAdded', /: new peer added\. peer_id: (\d+)/],
  ['PeerConnAdded', /: new peer connection added\. (.*)/],
  ['PeerRemoved', /: peer removed\. peer_id: (\d+)/],
]

/** The event that a line of `easytier-core` tells; null for any other line. */
export function eventOfLine(line: string): CoreEvent | null {
  for (const [name, pattern] of printed) {
    const found = pattern.exec(line)
    if (found !== null) return { name, words: found.slice(1) }
  }
  return null
}

/** The event of a JSON value, `{"PeerAdded": 1}` or `"Name"`: what is no text is turned to JSON. */
export function eventOfJson(value: unknown): CoreEvent {
  if (typeof value === 'string') return { name: value, words: [] }
  const [[name = '', content] = []] = Object.entries(value ?? {}) as [string, unknown][]
  const words = Array.isArray(content) ? (content as unknown[]) : [content]
  return { name, words: words.map((word) => (typeof word === 'string' ? word : JSON.stringify(word))) }
}

/** The events of one core, in their order, and those who wait for more. */
export class CoreEvents {
  readonly #all: CoreEvent[] = []
  readonly #watchers = new Set<() => void>()
  #end: string | null = null

  add(event: CoreEvent): void {
    this.#all.push(event)
    this.#wake()
  }

  /** No more will come. */
  close(why: string): void {
    this.#end = why
    this.#wake()
  }

  /** Those of this name so far. */
  named(name: string): readonly CoreEvent[] {
    return this.#all.filter((event) => event.name === name)
  }

  /** Resolves once the events make it so; throws when the core ends before, or after `patienceMs`. */
  async until(what: string, patienceMs: number, isSo: (events: CoreEvents) => boolean): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer)
        this.#watchers.delete(look)
      }
      const fail = (why: string): void => {
        stop()
        const tail = this.#all.slice(-10).map(({ name, words }) => `${name} ${words.join(' ')}`)
        reject(new Error(`${why} before ${what}; its last events:\n${tail.join('\n')}`))
      }
      const timer = setTimeout(() => fail(`${patienceMs} ms went by`), patienceMs)
      const look = (): void => {
        if (isSo(this)) {
          stop()
          resolve()
        } else if (this.#end !== null) fail(this.#end)
      }
      this.#watchers.add(look)
      look()
    })
  }

  #wake(): void {
    for (const look of this.#watchers) look()
  }
}
