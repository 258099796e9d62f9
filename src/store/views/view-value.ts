import type { StoreContext } from '../context/context.ts'
import type { PartHeader } from './view-part.ts'
import type { SiteHistory } from '../../domain/presence/index.ts'

/** First line of `view_p`: the parts' headers and the site's history. One part, `''`, where the view is not cut. */
export type ViewHeader = {
  readonly v: 1
  /** '' or the 36 shard characters. */
  readonly parts: Readonly<Record<string, PartHeader>>
  readonly cut: boolean
  readonly history: SiteHistory
}

/** First line of `view_q`. */
export type CandidatesHeader = {
  readonly v: 1
  readonly cut: boolean
  readonly nodes: number
  /** Of each part that has been built; '' where the view is not cut. */
  readonly parts: Readonly<Record<string, CandidatesPart>>
}
export type CandidatesPart = {
  readonly builtMs: number
  readonly nextMs: number
  readonly candidates: number
  /** Free capacity of the candidates together, and what `offersOf` says of them; absent in older views. */
  readonly free?: number | undefined
  readonly offers?: readonly number[] | undefined
}

/** A view value: its header and its rows. */
export type ViewValue<Header> = { readonly header: Header; readonly rows: readonly string[] }

/** The value's text: header JSON, then one line a row. */
export function encodeValue(header: unknown, rows: readonly string[]): string {
  return [JSON.stringify(header), ...rows].join('\n')
}

/** Reads a value; undefined when absent or of another version. */
export function decodeValue<Header>(text: string | null): ViewValue<Header> | undefined {
  if (text === null || !text.startsWith('{')) return undefined
  const end = text.indexOf('\n')
  const first = end < 0 ? text : text.slice(0, end)
  try {
    const header: unknown = JSON.parse(first)
    if (typeof header !== 'object' || header === null || !('v' in header) || header.v !== 1) return undefined
    return { header: header as Header, rows: end < 0 ? [] : text.slice(end + 1).split('\n') }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** How long an isolate answers from its memory before it reads a view again. */
const memoryMs = 5000
const memoryValuesMax = 80

/**
 * Reads a view value, from memory where it was read less than 5 s ago. At most one operation. The same text is not read
 * into rows again: a view is built every 30 s at most.
 */
export async function readValue<Header>(
  ctx: StoreContext,
  key: string,
): Promise<ViewValue<Header> | undefined> {
  const known = ctx.memory.views.get(key)
  if (known !== undefined && Math.abs(ctx.clock() - known.readMs) < memoryMs) {
    return known.parsed as ViewValue<Header>
  }
  const text = await ctx.kv.get(key)
  if (text === null) return undefined
  const isSame = known !== undefined && known.text === text
  const value = isSame ? (known.parsed as ViewValue<Header>) : decodeValue<Header>(text)
  if (value !== undefined) remember(ctx, key, value, text)
  return value
}

/** Keeps a value for this isolate's next readers. */
export function remember<Header>(
  ctx: StoreContext,
  key: string,
  value: ViewValue<Header>,
  text?: string,
): void {
  const { views } = ctx.memory
  if (views.size >= memoryValuesMax) views.clear()
  views.set(key, { readMs: ctx.clock(), parsed: value, ...(text === undefined ? {} : { text }) })
}

/** A text made out of a view, made once in 5 s. */
export async function rememberText(
  ctx: StoreContext,
  name: string,
  make: () => Promise<string>,
): Promise<string> {
  const known = ctx.memory.views.get(name)
  if (known !== undefined && Math.abs(ctx.clock() - known.readMs) < memoryMs) return String(known.parsed)
  const text = await make()
  if (ctx.memory.views.size >= memoryValuesMax) ctx.memory.views.clear()
  ctx.memory.views.set(name, { readMs: ctx.clock(), parsed: text })
  return text
}
