/** Changes that are remembered; whoever lags further behind begins anew. */
const changesMax = 1024

/** Which nodes changed lately, in order, so that what was made of thousands need not be made anew for one. */
export class RecentChanges {
  #ids: number[] = []
  #dropped = 0

  /** Changes so far. */
  get count(): number {
    return this.#dropped + this.#ids.length
  }

  note(id: number): void {
    if (this.#ids.length >= changesMax) {
      this.#dropped += this.#ids.length
      this.#ids = []
    }
    this.#ids.push(id)
  }

  /** The nodes that changed after the first `count` changes; undefined when those are not remembered. */
  since(count: number): readonly number[] | undefined {
    if (count === this.count) return []
    return count < this.#dropped ? undefined : this.#ids.slice(count - this.#dropped)
  }
}
