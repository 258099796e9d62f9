import { ServiceError } from '../../contract/errors.ts'
import { shardChars } from '../kv/keys.ts'
import type { StoreContext } from '../context/context.ts'
import { isOnlineRow, joinPublicRows } from './public-rows.ts'
import { publicViewKey } from './view-keys.ts'
import { dirtyParts } from './view-memory.ts'
import type { PartHeader } from './view-part.ts'
import { rebuildView, sumParts } from './view-rebuild.ts'
import { sweep } from './view-sweep.ts'
import { readValue, rememberText, type ViewHeader, type ViewValue } from './view-value.ts'
import { isOld, isStale, shouldRefresh } from './view-age.ts'
import { uptimeOf } from '../../domain/presence/index.ts'
import { hash53, isoTime, slotMs } from '../../domain/values/index.ts'

export type PublicPage = {
  readonly show_offline?: boolean | undefined
  readonly page?: number | undefined
  readonly per_page?: number | undefined
}

/** An answer whose ETag is known before its body is made. `body` gives the whole JSON text. */
export type ViewAnswer = { readonly etag: string; readonly body: () => Promise<string> }

const perPageDefault = 50
const allParts = [...shardChars]

function nodesOf(header: ViewHeader): number {
  return Object.values(header.parts).reduce((sum, part) => sum + part.totals.total_nodes, 0)
}

/** Parts of a cut view that must be redone before they are answered. */
function staleParts(ctx: StoreContext, header: ViewHeader, needed: readonly string[]): string[] {
  const dirty = dirtyParts(ctx.memory, nodesOf(header))
  return needed.filter((name) => {
    const part = header.parts[name]
    return part === undefined || dirty.includes(name) || isStale(part, ctx.clock())
  })
}

/** A part that could not be renewed yet is answered up to this age; beyond it the caller is asked to come again. */
const answerableMs = 600_000

function assertRecent(ctx: StoreContext, header: ViewHeader, needed: readonly string[]): void {
  const oldestMs = ctx.clock() - answerableMs
  if (!header.cut || needed.every((part) => (header.parts[part]?.builtMs ?? 0) > oldestMs)) return
  ctx.waitUntil(rebuildView(ctx, { header, rows: [] }, [], sweep))
  throw new ServiceError('view_rebuilding')
}

/** Parts of a cut view that one request may rebuild before it answers. */
const rebuildsMax = 3

async function readHeader(ctx: StoreContext, needed: readonly string[]): Promise<ViewHeader> {
  const value = await readValue<ViewHeader>(ctx, publicViewKey())
  ctx.memory.viewSeenMs = ctx.clock()
  let header = value?.header
  const lost = header === undefined
  if (header === undefined) header = await rebuildView(ctx, undefined, [], sweep)
  else if (!header.cut) {
    const whole = header.parts['']
    const dirty = dirtyParts(ctx.memory, nodesOf(header)).length > 0
    if (whole === undefined || dirty || isStale(whole, ctx.clock()))
      header = await rebuildView(ctx, value, [], sweep)
    else if (shouldRefresh(ctx, whole.builtMs)) ctx.waitUntil(rebuildView(ctx, value, [], sweep))
  }
  return header.cut ? refreshCut(ctx, header, needed, lost) : header
}

async function refreshCut(
  ctx: StoreContext,
  found: ViewHeader,
  needed: readonly string[],
  /** This request has built its share of parts already. */
  spent = false,
): Promise<ViewHeader> {
  let header = found
  const value = (): ViewValue<ViewHeader> => ({ header, rows: [] })
  const old = allParts.filter((part) => isOld(header.parts[part]?.builtMs ?? 0, ctx.clock()))
  const stale = [...new Set([...staleParts(ctx, header, needed), ...old])].slice(0, rebuildsMax)
  if (stale.length > 0 && !spent) header = await rebuildView(ctx, value(), stale, sweep)
  if (!header.cut) return header
  if (allParts.some((part) => header.parts[part] === undefined)) {
    ctx.waitUntil(rebuildView(ctx, value(), [], sweep))
    throw new ServiceError('view_rebuilding')
  }
  const oldest = Math.min(...Object.values(header.parts).map((part) => part.builtMs))
  if (shouldRefresh(ctx, oldest)) ctx.waitUntil(rebuildView(ctx, value(), [], sweep))
  return header
}

function countOf(part: PartHeader | undefined, offline: boolean): number {
  return (offline ? part?.rows : part?.onlineRows) ?? 0
}

type Slice = { readonly part: string; readonly from: number; readonly to: number }

/** Which rows of which parts a page is made of. */
function slicesOf(header: ViewHeader, offline: boolean, page: PublicPage): Slice[] {
  const names = header.cut ? allParts : ['']
  const perPage = page.per_page ?? perPageDefault
  const start = page.page === undefined ? 0 : (page.page - 1) * perPage
  const end = page.page === undefined ? Infinity : start + perPage
  const slices: Slice[] = []
  let before = 0
  for (const part of names) {
    const count = countOf(header.parts[part], offline)
    const [from, to] = [Math.max(0, start - before), Math.min(count, end - before)]
    if (to > from) slices.push({ part, from, to })
    before += count
  }
  return slices
}

async function rowsOf(ctx: StoreContext, slice: Slice, offline: boolean): Promise<string> {
  const value = await readValue<unknown>(ctx, publicViewKey(slice.part))
  const rows = (value?.rows ?? []).filter((row) => row !== '' && (offline || isOnlineRow(row)))
  return joinPublicRows(rows.slice(slice.from, slice.to))
}

/**
 * The public list: online nodes, with `show_offline` the others too, whole or one page, by id. One operation from a
 * fresh view. Throws view_rebuilding while a large site has no view at all.
 */
export async function readPublic(ctx: StoreContext, page: PublicPage = {}): Promise<ViewAnswer> {
  const offline = page.show_offline === true
  let header = await readHeader(ctx, [])
  let slices = slicesOf(header, offline, page)
  if (header.cut) {
    header = await refreshCut(
      ctx,
      header,
      slices.map(({ part }) => part),
    )
    slices = slicesOf(header, offline, page)
    assertRecent(
      ctx,
      header,
      slices.map(({ part }) => part),
    )
  }
  const names = Object.keys(header.parts)
  const hash = names.length === 1 ? header.parts['']?.hash : undefined
  const content = hash ?? hash53(names.map((name) => header.parts[name]?.hash ?? '').join()).toString(36)
  const total = names.reduce((sum, name) => sum + countOf(header.parts[name], offline), 0)
  const etag = `W/"${content}-${offline ? 'a' : 'o'}${page.page ?? ''}-${page.per_page ?? ''}"`
  const shown = slices.length === 0 ? names : slices.map(({ part }) => part)
  const generated = isoTime(Math.min(...shown.map((name) => header.parts[name]?.builtMs ?? 0)))
  const body = async (): Promise<string> => {
    const texts = await Promise.all(slices.map((slice) => rowsOf(ctx, slice, offline)))
    return `{"nodes":[${texts.join(',')}],"total":${total},"generated_at":"${generated}"}`
  }
  return { etag, body: () => rememberText(ctx, `text ${etag} ${generated}`, body) }
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

/** Totals, the last 24 h and 90 days of the site. One operation from a fresh view. */
export async function readStats(ctx: StoreContext): Promise<ViewAnswer> {
  const header = await readHeader(ctx, [])
  assertRecent(ctx, header, allParts)
  const builtMs = Math.min(...Object.values(header.parts).map((part) => part.builtMs))
  const { totals, days } = sumParts(header, builtMs)
  const { firstSlot, ...history } = header.history
  const content = {
    ...totals,
    total_bandwidth: round(totals.total_bandwidth),
    tier_bandwidth_total: round(totals.tier_bandwidth_total),
    max_bandwidth_total: round(totals.max_bandwidth_total),
    current_bandwidth_total: round(totals.current_bandwidth_total),
    history: { start: isoTime(firstSlot * slotMs), step_s: slotMs / 1000, ...history },
    days: days.up.map((up, at) => uptimeOf(up, days.down[at] ?? 0)),
  }
  const etag = `W/"${hash53(JSON.stringify(content)).toString(36)}"`
  return { etag, body: async () => JSON.stringify({ ...content, generated_at: isoTime(builtMs) }) }
}
