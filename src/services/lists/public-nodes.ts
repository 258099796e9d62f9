import { joinPublicRows } from './public-json.ts'
import { sideOfCaller } from '../../domain/evidence/index.ts'
import { isoTime } from '../../domain/values/index.ts'
import type { StoreContext } from '../../store/context/index.ts'
import { readPublic, rememberText, type PublicPage } from '../../store/views/index.ts'

/** An answer whose ETag is known before its body is made. `body` gives the whole JSON text. */
export type ViewAnswer = { readonly etag: string; readonly body: () => Promise<string> }

/** Page sizes that callers have in common; the text of any other page is not kept. */
const commonSizes: readonly (number | undefined)[] = [undefined, 10, 20, 50, 100, 200]

/** The public list as text; `from`: from where latency is looked at. Throws view_rebuilding. */
export async function publicNodes(
  ctx: StoreContext,
  { from = '', ...page }: PublicPage & { readonly from?: string | undefined } = {},
): Promise<ViewAnswer> {
  const { etag: tag, total, generatedMs, rows } = await readPublic(ctx, page)
  const side = sideOfCaller(from)
  const etag = side === undefined ? tag : tag.replace(/"$/, `-${side}"`)
  const generated = isoTime(generatedMs)
  const make = async (): Promise<string> =>
    `{"nodes":[${joinPublicRows(await rows(), side)}],"total":${total},"generated_at":"${generated}"}`
  const isCommon = commonSizes.includes(page.per_page)
  return { etag, body: () => (isCommon ? rememberText(ctx, `${etag} ${generated}`, make) : make()) }
}
