import { minuteMs } from '../../../../contract/time.ts'
import type { Found } from '../../../../contract/self-test.ts'

/** What a GET came to: where it ended and with which headers. */
export type Got = {
  readonly status: number
  /** Path at the end of all redirects. */
  readonly path: string
  readonly header: (name: string) => string | null
}

const offMs = 5_000

/** The server's clock against the browser's, which was looked at before and behind the call. */
export function clockRow(serverMs: number, beforeMs: number, afterMs: number): Found {
  const apartMs = Math.max(0, beforeMs - serverMs, serverMs - afterMs)
  const code = apartMs > minuteMs ? 'clock_wrong' : apartMs > offMs ? 'clock_off' : 'clock_right'
  return { code, measured: `${(apartMs / 1000).toFixed(1)} s` }
}

type Reach = { readonly origin: string; readonly get: (path: string) => Promise<Got> }

/** What only a visitor sees: HTTPS, the error page, the feed, and whether something in between keeps answers. */
export async function siteRows({ origin, get }: Reach): Promise<readonly Found[]> {
  return [await https(origin, get), await notFound(get), await feed(get), await noStore(get)]
}

async function https(origin: string, get: Reach['get']): Promise<Found> {
  if (!origin.startsWith('https://')) return { code: 'https_missing', measured: new URL(origin).protocol }
  const measured = (await get('/')).header('strict-transport-security') ?? ''
  return { code: measured === '' ? 'https_only' : 'https_strict', measured: measured.slice(0, 100) }
}

async function notFound(get: Reach['get']): Promise<Found> {
  const { status } = await get('/self-test-of-a-page-that-is-not-there')
  return { code: status === 404 ? 'not_found_page' : 'not_found_wrong', measured: `HTTP ${status}` }
}

async function feed(get: Reach['get']): Promise<Found> {
  // The Node server answers it in its place, EdgeOne leads to another; a page in its stead is no feed.
  const { status, header } = await get('/feed.xml')
  const isThere = status === 200 && (header('content-type') ?? '').includes('xml')
  return { code: isThere ? 'feed_redirected' : 'feed_missing', measured: `HTTP ${status}` }
}

/** Two answers that nobody may keep have different request ids. */
async function noStore(get: Reach['get']): Promise<Found> {
  const ask = async (): Promise<string | null> => (await get('/api/system/check-init')).header('x-request-id')
  const [first, second] = [await ask(), await ask()]
  const isKept = first !== null && first === second
  return { code: isKept ? 'no_store_ignored' : 'no_store_honoured', measured: '' }
}
