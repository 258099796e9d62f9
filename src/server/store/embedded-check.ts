import { PageFault, PageFile, type Elsewhere, type Leaf, type Tree } from './embedded-pages.ts'
import { isWhole } from './embedded-value.ts'

/**
 * Is the file whole? LMDB keeps no checksums, maps the file and follows its page numbers: garbage in it means a wrong
 * answer, a crash, or new values written over old ones. So the whole file is read before LMDB may open it, with nothing
 * but reads at places that were checked:
 *
 * - both heads are there and of two commits in a row; every page of both trees says its own number, kind and an age;
 * - keys ascend, within what the pages above them promise; there are as many as the head says;
 * - every value matches the CRC-32 that was written with it;
 * - each page up to the last one belongs to a head, to one tree once, or to the list of free pages, never to two: a
 *   damaged list of free pages would lose values at the next write.
 *
 * 40 MB take about 0.1 s, at each start. The trade: a start that grows with the data, for
 * never answering from a damaged file.
 */
export function checkPages(file: string): { readonly entries: number; readonly pages: number } {
  const pages = new PageFile(file)
  try {
    return new Check(pages).run()
  } finally {
    pages.close()
  }
}

const usersMax = 2 ** 32

class Check {
  readonly #pages: PageFile
  /** One byte a page: 1 when it has been met. */
  readonly #met: Uint8Array
  #metCount = 0

  constructor(pages: PageFile) {
    const { lastPage } = pages.meta
    if (lastPage < 1 || lastPage >= usersMax) throw new PageFault('it has no possible number of pages')
    this.#pages = pages
    this.#met = new Uint8Array(lastPage + 1)
  }

  run(): { entries: number; pages: number } {
    const { main, free } = this.#pages.meta
    this.#meet(0, 2)
    this.#walk(main, ({ key, value }, page) => {
      if (!isWhole(key, this.#bytes(value)))
        throw new PageFault(`page ${page}: a value does not match its checksum`)
    })
    this.#walk(free, ({ value }, page) => this.#meetFree(this.#bytes(value), page))
    if (this.#metCount !== this.#met.length) {
      throw new PageFault(`${this.#met.length - this.#metCount} pages belong to nothing`)
    }
    return { entries: main.entries, pages: this.#met.length }
  }

  #meet(first: number, count: number): void {
    if (count < 1 || first + count > this.#met.length)
      throw new PageFault(`page ${first}: lies behind the last`)
    for (let page = first; page < first + count; page += 1) {
      if (this.#met[page] === 1) throw new PageFault(`page ${page}: belongs to two places`)
      this.#met[page] = 1
    }
    this.#metCount += count
  }

  #bytes(value: Buffer | Elsewhere): Buffer {
    if (Buffer.isBuffer(value)) return value
    this.#meet(value.page, value.pages)
    return this.#pages.value(value)
  }

  #walk(tree: Tree, visit: (leaf: Leaf, page: number) => void): void {
    if (tree.root === undefined) return
    const isNumbers = tree === this.#pages.meta.free
    const order = isNumbers ? compareNumbers : Buffer.compare
    let last: Buffer | undefined
    let entries = 0
    /** Keys of the page are not below `low`, and below `high`. */
    const descend = (page: number, depth: number, low?: Buffer, high?: Buffer): void => {
      this.#meet(page, 1)
      if (depth > 1) {
        const branches = this.#pages.branches(page)
        for (const [index, { key, child }] of branches.entries()) {
          descend(child, depth - 1, index === 0 ? low : key, branches[index + 1]?.key ?? high)
        }
        return
      }
      for (const leaf of this.#pages.leaves(page)) {
        const isInPlace =
          (last === undefined || order(last, leaf.key) < 0) &&
          (low === undefined || order(low, leaf.key) <= 0) &&
          (high === undefined || order(leaf.key, high) < 0)
        if (!isInPlace) throw new PageFault(`page ${page}: a key is not in its place`)
        last = leaf.key
        entries += 1
        visit(leaf, page)
      }
    }
    descend(tree.root, tree.depth)
    if (entries !== tree.entries)
      throw new PageFault(`${entries} keys are there, ${tree.entries} belong to it`)
  }

  /**
   * A list of free pages: how many words follow; a word is nothing (0), a page, or the length of a run below zero,
   * whose first page follows.
   */
  #meetFree(bytes: Buffer, page: number): void {
    const words = bytes.length / 8 - 1
    if (!Number.isInteger(words) || words < 0 || bytes.readBigInt64LE(0) > BigInt(words)) {
      throw new PageFault(`page ${page}: a list of free pages has no possible length`)
    }
    const count = Number(bytes.readBigInt64LE(0))
    const word = (index: number): number => (index <= count ? Number(bytes.readBigInt64LE(8 * index)) : 0)
    for (let index = 1; index <= count; index += 1) {
      const value = word(index)
      if (value > 0) this.#meet(value, 1)
      if (value >= 0) continue
      index += 1
      this.#meet(word(index), -value)
    }
  }
}

/** Keys of the list of free pages are numbers of transactions. */
function compareNumbers(one: Buffer, other: Buffer): number {
  if (one.length !== 8 || other.length !== 8) throw new PageFault('its list of free pages has a wrong key')
  const difference = one.readBigUInt64LE(0) - other.readBigUInt64LE(0)
  return difference < 0n ? -1 : Number(difference > 0n)
}
