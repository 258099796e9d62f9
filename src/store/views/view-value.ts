import type { StoreContext } from '../context/context.ts'

/** A view value: its header and its rows. */
export type ViewValue<Header> = { readonly header: Header; readonly rows: readonly string[] }

export const viewVersion = 4

/** The value's text: header JSON, then one line a row. */
export function encodeValue(header: unknown, rows: readonly string[]): string {
  return [JSON.stringify(header), ...rows].join('\n')
}

/** Reads a value; undefined when absent or of another version: a cache is made anew. */
export function decodeValue<Header>(text: string | null): ViewValue<Header> | undefined {
  if (text === null || !text.startsWith('{')) return undefined
  const end = text.indexOf('\n')
  const first = end < 0 ? text : text.slice(0, end)
  try {
    const header: unknown = JSON.parse(first)
    if (typeof header !== 'object' || header === null || !('v' in header)) return undefined
    if (header.v !== viewVersion) return undefined
    return { header: header as Header, rows: end < 0 ? [] : text.slice(end + 1).split('\n') }
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** How long an isolate answers from its memory before it reads a view again. */
const memoryMs = 5000
/** All parts of both kinds, and their manifests. */
const valuesMax = 80
const textsMax = 8

/** Puts an entry at the end of a map in which the oldest goes when it is full. */
function keep<Value>(map: Map<string, Value>, key: string, value: Value, max: number): void {
  map.delete(key)
  map.set(key, value)
  if (map.size <= max) return
  const [oldest] = map.keys()
  if (oldest !== undefined) map.delete(oldest)
}

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
  // What another request has remembered meanwhile is newer: it may have built the view.
  const since = ctx.memory.views.get(key)
  if (since !== undefined && since !== known) return since.parsed as ViewValue<Header>
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
  const entry = { readMs: ctx.clock(), parsed: value, ...(text === undefined ? {} : { text }) }
  keep(ctx.memory.views, key, entry, valuesMax)
}

/** A text made out of a view, or its bytes, made once in 5 s. */
export async function rememberText<Text extends string | Uint8Array<ArrayBuffer>>(
  ctx: StoreContext,
  name: string,
  make: () => Promise<Text>,
): Promise<Text> {
  const known = ctx.memory.texts.get(name)
  if (known !== undefined && Math.abs(ctx.clock() - known.madeMs) < memoryMs) return known.text as Text
  const text = await make()
  keep(ctx.memory.texts, name, { madeMs: ctx.clock(), text }, textsMax)
  return text
}
