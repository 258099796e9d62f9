import { minuteMs } from '../../contract/time.ts'
import type { StoreContext } from '../context/context.ts'
import { marginsOf } from '../context/margins.ts'
import { encodeValue, readValue, remember, viewVersion } from '../views/view-value.ts'
import { listClaims, type KeptClaim } from './number-facts.ts'
import { publishedNumbers } from '../../domain/numbers/index.ts'

/** The numbers that may be told, as a cache: deleting it changes no answer. */
const numbersViewKey = 'view_n'
/** Older than this it is made anew behind an answer. */
const refreshMs = minuteMs

type Header = { readonly v: number; readonly builtMs: number }

/**
 * Node id -> its number, of all nodes that have one. One operation from a view, else a few lists. Numbers never change,
 * so an old view lacks the newest ones and nothing else.
 */
export async function readNumbers(ctx: StoreContext): Promise<ReadonlyMap<number, number>> {
  const view = await readValue<Header>(ctx, numbersViewKey)
  if (view === undefined) {
    const claims = await listClaims(ctx)
    return claims === undefined ? new Map() : writeNumbers(ctx, claims)
  }
  const nowMs = ctx.clock()
  if (nowMs - view.header.builtMs > refreshMs && nowMs - ctx.memory.numbersMs > refreshMs) {
    ctx.memory.numbersMs = nowMs
    ctx.waitUntil(refresh(ctx))
  }
  return numbersOf(ctx, view.rows)
}

/** The same rows are read once. */
function numbersOf(ctx: StoreContext, rows: readonly string[]): ReadonlyMap<number, number> {
  const known = ctx.memory.numbers
  if (known?.rows === rows) return known.byId
  const byId = new Map(rows.filter((row) => row !== '').map(readRow))
  ctx.memory.numbers = { rows, byId }
  return byId
}

async function refresh(ctx: StoreContext): Promise<void> {
  const claims = await listClaims(ctx)
  if (claims !== undefined) await writeNumbers(ctx, claims)
}

/** Makes the view of claims and answers its numbers. One put. */
export async function writeNumbers(
  ctx: StoreContext,
  claims: readonly KeptClaim[],
): Promise<ReadonlyMap<number, number>> {
  const nowMs = ctx.clock()
  const published = publishedNumbers(claims, nowMs, marginsOf(ctx).claimMs)
  const rows = [...published].map(([id, { number }]) => `${id}\t${number}`)
  const header: Header = { v: viewVersion, builtMs: nowMs }
  remember(ctx, numbersViewKey, { header, rows })
  await ctx.kv.put(numbersViewKey, encodeValue(header, rows))
  return numbersOf(ctx, rows)
}

function readRow(row: string): readonly [id: number, number: number] {
  const tab = row.indexOf('\t')
  return [Number(row.slice(0, tab)), Number(row.slice(tab + 1))]
}
