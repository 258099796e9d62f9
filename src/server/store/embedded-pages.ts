import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/**
 * The pages of an LMDB file (data version 2, little-endian, 64 bits; mdb.c of lmdb 3.5): a head of 24 bytes
 * (number 8, transaction 8, pad 2, flags 2, then lower 2 and upper 2, or the count of overflow pages 4), the places of
 * its nodes, and from the end the nodes: size or child 4, flags 2, length of the key 2, key, data.
 */
const headBytes = 24
const nodeHeadBytes = 8
const magic = 0xbe_ef_c0_de
const dataVersion = 2
const pageBytesMin = 512
const pageBytesMax = 65_536
const depthMax = 32

const flag = { branch: 1, leaf: 2, overflow: 4, meta: 8 } as const
const bigData = 1
/** Number, transaction and count of the pages of a value. */
const elsewhereBytes = 24

/** What is wrong with the file, and on which page. */
export class PageFault extends Error {}

/** A number of 8 bytes; those beyond the exact ones are damage. */
function readCount(bytes: Buffer, at: number): number {
  const value = Number(bytes.readBigUInt64LE(at))
  if (!Number.isSafeInteger(value)) throw new PageFault('holds a number beyond all bounds')
  return value
}

export type Tree = { readonly depth: number; readonly entries: number; readonly root: number | undefined }

/** The state of the file as its newest commit left it. */
export type Meta = {
  readonly pageBytes: number
  readonly free: Tree
  readonly main: Tree
  readonly lastPage: number
  readonly transaction: number
}

const noRoot = 0xff_ff_ff_ff_ff_ff_ff_ffn

function readTree(bytes: Buffer, at: number): Tree {
  const isEmpty = bytes.readBigUInt64LE(at + 40) === noRoot
  const depth = bytes.readUInt16LE(at + 6)
  if (depth > depthMax || isEmpty !== (depth === 0)) throw new PageFault('has a tree of no possible depth')
  return { depth, entries: readCount(bytes, at + 32), root: isEmpty ? undefined : readCount(bytes, at + 40) }
}

function readMeta(bytes: Buffer, page: number): Meta {
  if (bytes.readUInt32LE(24) !== magic || (bytes.readUInt16LE(18) & flag.meta) === 0) {
    throw new PageFault(`page ${page}: is no head of a store`)
  }
  if (bytes.readUInt32LE(28) !== dataVersion) throw new PageFault(`page ${page}: has another version`)
  const pageBytes = bytes.readUInt32LE(48)
  if (pageBytes < pageBytesMin || pageBytes > pageBytesMax || (pageBytes & (pageBytes - 1)) !== 0) {
    throw new PageFault(`page ${page}: has no possible page size`)
  }
  return {
    pageBytes,
    free: readTree(bytes, 48),
    main: readTree(bytes, 96),
    lastPage: readCount(bytes, 144),
    transaction: readCount(bytes, 152),
  }
}

/** A value on pages of its own. */
export type Elsewhere = { readonly page: number; readonly pages: number; readonly bytes: number }

export type Leaf = { readonly key: Buffer; readonly value: Buffer | Elsewhere }
export type Branch = { readonly key: Buffer; readonly child: number }

/** A file that is only read, page by page. Whatever does not fit together is a `PageFault`. */
export class PageFile {
  readonly #fd: number
  readonly #bytes: number
  readonly meta: Meta

  /** Opens it and reads its newest head. */
  constructor(file: string) {
    this.#fd = openSync(file, 'r')
    try {
      this.#bytes = fstatSync(this.#fd).size
      this.meta = this.#newestMeta()
    } catch (error) {
      closeSync(this.#fd)
      throw error
    }
  }

  close(): void {
    closeSync(this.#fd)
  }

  /** The nodes of a leaf. */
  leaves(page: number): Leaf[] {
    const bytes = this.#treePage(page, flag.leaf)
    return this.#places(bytes, page).map((at) => {
      const flags = bytes.readUInt16LE(at + 4)
      const keyEnd = this.#keyEnd(bytes, at, page)
      const size = bytes.readUInt32LE(at)
      const end = keyEnd + (flags === bigData ? elsewhereBytes : size)
      if (end > bytes.length || flags > bigData)
        throw new PageFault(`page ${page}: a node has no possible form`)
      const key = bytes.subarray(at + nodeHeadBytes, keyEnd)
      if (flags !== bigData) return { key, value: bytes.subarray(keyEnd, end) }
      return {
        key,
        value: { page: readCount(bytes, keyEnd), pages: readCount(bytes, keyEnd + 16), bytes: size },
      }
    })
  }

  /** The nodes of a page that leads to others. The key of the first one says nothing. */
  branches(page: number): Branch[] {
    const bytes = this.#treePage(page, flag.branch)
    return this.#places(bytes, page).map((at) => ({
      key: bytes.subarray(at + nodeHeadBytes, this.#keyEnd(bytes, at, page)),
      child: bytes.readUInt32LE(at) + bytes.readUInt16LE(at + 4) * 2 ** 32,
    }))
  }

  /** The bytes of a value on pages of its own. */
  value({ page, pages, bytes }: Elsewhere): Buffer {
    const { pageBytes } = this.meta
    // LMDB leaves a shorter value on the pages of the longer one before it.
    if (pages * pageBytes < headBytes + bytes) {
      throw new PageFault(`page ${page}: a value has no possible length`)
    }
    const whole = this.#read(page * pageBytes, headBytes + bytes)
    this.#checkHead(whole, page, flag.overflow)
    if (whole.readUInt32LE(20) !== pages) throw new PageFault(`page ${page}: a value has another length`)
    return whole.subarray(headBytes)
  }

  #read(at: number, bytes: number): Buffer {
    if (at + bytes > this.#bytes) throw new PageFault(`it ends at ${this.#bytes} bytes and had more`)
    const buffer = Buffer.allocUnsafe(bytes)
    if (readSync(this.#fd, buffer, 0, bytes, at) < bytes) throw new PageFault('it became shorter meanwhile')
    return buffer
  }

  /** Both heads must be whole, and of two commits in a row: a newer one that was lost would hide acknowledged writes. */
  #newestMeta(): Meta {
    const first = readMeta(this.#read(0, pageBytesMin), 0)
    const second = readMeta(this.#read(first.pageBytes, pageBytesMin), 1)
    const [even, odd] = [first.transaction, second.transaction]
    const isPair = even % 2 === 0 && (odd % 2 === 1 ? Math.abs(even - odd) === 1 : even === 0 && odd === 0)
    if (!isPair || first.pageBytes !== second.pageBytes) {
      throw new PageFault('its two heads do not belong together')
    }
    return even > odd ? first : second
  }

  #treePage(page: number, kind: number): Buffer {
    const { pageBytes } = this.meta
    const bytes = this.#read(page * pageBytes, pageBytes)
    this.#checkHead(bytes, page, kind)
    return bytes
  }

  #checkHead(bytes: Buffer, page: number, kind: number): void {
    const isRight =
      readCount(bytes, 0) === page &&
      readCount(bytes, 8) <= this.meta.transaction &&
      bytes.readUInt16LE(18) === kind
    if (!isRight) throw new PageFault(`page ${page}: is not the one that belongs there`)
  }

  /** Where the nodes begin. */
  #places(bytes: Buffer, page: number): number[] {
    const count = bytes.readUInt16LE(20) / 2
    const upper = bytes.readUInt16LE(22) + headBytes
    if (!Number.isInteger(count) || count < 1 || headBytes + 2 * count > upper) {
      throw new PageFault(`page ${page}: has no possible number of nodes`)
    }
    return Array.from({ length: count }, (_, index) => {
      const at = bytes.readUInt16LE(headBytes + 2 * index) + headBytes
      if (at < upper || at + nodeHeadBytes > bytes.length) {
        throw new PageFault(`page ${page}: a node lies outside`)
      }
      return at
    })
  }

  #keyEnd(bytes: Buffer, at: number, page: number): number {
    const end = at + nodeHeadBytes + bytes.readUInt16LE(at + 6)
    if (end > bytes.length) throw new PageFault(`page ${page}: a key lies outside`)
    return end
  }
}
