import { ServiceError } from '../../contract/errors.ts'
import { regions } from '../../contract/vocabulary.ts'
import type { StoreContext } from '../../store/context/index.ts'
import { listColumns, readPublic, someListCells } from '../../store/views/index.ts'

/**
 * How the listed nodes are, judged as the headline of the status page does. `good`: no region with nodes that ever reported has
 * lost half of them; `warn`: one has; `bad`: nobody has room. `idle`: there are no nodes, or, without counts, the list is being built.
 */
export type SiteFigures = {
  readonly level: 'good' | 'warn' | 'bad' | 'idle'
  readonly online?: number
  readonly total?: number
}

const wanted = ['region_type', 'status', 'state'] as const
const cells = wanted.map((name) => listColumns.indexOf(name))

/** Costs what the whole list does: one operation from a fresh view, one more for each part of a large site's. */
export async function siteFigures(ctx: StoreContext): Promise<SiteFigures> {
  let rows: readonly string[]
  try {
    rows = await (await readPublic(ctx, { show_offline: true })).rows()
  } catch (error) {
    if (error instanceof ServiceError && error.code === 'view_rebuilding') return { level: 'idle' }
    throw error
  }
  const found = rows.map((row) => someListCells(row, cells).join())
  const count = (of: RegExp): number => found.filter((text) => of.test(text)).length
  const [total, online, room] = [found.length, count(/"online",/), count(/"online"$/)]
  const isLost = regions.some((region) => {
    const begun = count(new RegExp(`${region}(?!.*waiting)`))
    return begun > 0 && count(new RegExp(`${region}.*"online"$`)) * 2 <= begun
  })
  const level = total === 0 ? 'idle' : room === 0 ? 'bad' : isLost ? 'warn' : 'good'
  return { level, online, total }
}
