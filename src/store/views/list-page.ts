import type { StoreContext } from '../context/context.ts'
import { idOfRow, isOnlineRow } from './list-rows.ts'
import { oldestMs, partNames, sumOf, type Manifest, type PartSums } from './manifest.ts'
import { openView } from './view-open.ts'
import { sweep } from '../sweep/sweep-nodes.ts'
import { hash53 } from '../../domain/values/index.ts'

export type PublicPage = {
  readonly show_offline?: boolean | undefined
  readonly page?: number | undefined
  readonly per_page?: number | undefined
}

/** A page of the public list, known before its rows are read. */
export type ListPage = {
  readonly etag: string
  /** Nodes on all pages. */
  readonly total: number
  /** When the oldest part of it was built. */
  readonly generatedMs: number
  /** The rows (list-rows.ts) of the page. */
  readonly rows: () => Promise<readonly string[]>
}

const perPageDefault = 50

function countOf(part: PartSums | undefined, offline: boolean): number {
  return (offline ? part?.rows : part?.onlineRows) ?? 0
}

function byId(rows: readonly string[]): string[] {
  const ids = rows.map((row) => ({ id: idOfRow(row), row }))
  return ids.sort((one, other) => one.id - other.id).map(({ row }) => row)
}

type Slice = { readonly part: string; readonly from: number; readonly to: number }

/** Which rows of which parts a page is made of. */
function slicesOf(manifest: Manifest<PartSums>, { show_offline, page, per_page }: PublicPage): Slice[] {
  const perPage = per_page ?? perPageDefault
  const start = page === undefined ? 0 : (page - 1) * perPage
  const end = page === undefined ? Infinity : start + perPage
  const slices: Slice[] = []
  let before = 0
  for (const part of partNames(manifest)) {
    const count = countOf(manifest.parts[part], show_offline === true)
    const [from, to] = [Math.max(0, start - before), Math.min(count, end - before)]
    if (to > from) slices.push({ part, from, to })
    before += count
  }
  return slices
}

/** The parts that a page has rows of; all of them where it has none, for that, too, must be fresh. */
function shownParts(manifest: Manifest<PartSums>, page: PublicPage): readonly string[] {
  const slices = slicesOf(manifest, page)
  return slices.length === 0 ? partNames(manifest) : slices.map(({ part }) => part)
}

/**
 * The public list: online nodes, with `show_offline` the others too, whole or one page, by id; the pages of a divided view
 * go by its parts, and by id within each. One operation from a fresh view, and one for each part of a divided one that the
 * page has rows of. Throws view_rebuilding.
 */
export async function readPublic(ctx: StoreContext, page: PublicPage = {}): Promise<ListPage> {
  const offline = page.show_offline === true
  const { manifest, rows } = await openView<PartSums>(ctx, 'p', (found) => shownParts(found, page), sweep)
  const slices = slicesOf(manifest, page)
  const hashes = partNames(manifest).map((name) => manifest.parts[name]?.hash ?? '')
  const content = hash53(hashes.join()).toString(36)
  return {
    etag: `W/"${content}-${offline ? 'a' : 'o'}${page.page ?? ''}-${page.per_page ?? ''}"`,
    total: sumOf(manifest, (part) => countOf(part, offline)),
    generatedMs: oldestMs(manifest, shownParts(manifest, page)),
    rows: async () => {
      const read = await Promise.all(
        slices.map(async ({ part, from, to }) => {
          const all = await rows(part)
          return all.filter((row) => row !== '' && (offline || isOnlineRow(row))).slice(from, to)
        }),
      )
      const all = read.flat()
      return manifest.divided && page.page === undefined ? byId(all) : all
    },
  }
}
