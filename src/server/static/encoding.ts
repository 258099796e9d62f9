import { parseAccept } from 'hono/utils/accept'

export type Encoding = 'br' | 'gzip' | 'identity'

const headersKeptMax = 64
/** Browsers send a handful of values. */
const chosen = new Map<string, Encoding>()

/** The best of the encodings that `Accept-Encoding` allows (RFC 9110, 12.5.3): by weight, `br` before `gzip`, else none. */
export function chooseEncoding(acceptEncoding: string | undefined): Encoding {
  if (acceptEncoding === undefined || acceptEncoding === '') return 'identity'
  const known = chosen.get(acceptEncoding)
  if (known !== undefined) return known
  const encoding = weigh(acceptEncoding)
  if (chosen.size >= headersKeptMax) chosen.clear()
  chosen.set(acceptEncoding, encoding)
  return encoding
}

function weigh(acceptEncoding: string): Encoding {
  const weights = new Map(parseAccept(acceptEncoding.toLowerCase()).map(({ type, q }) => [type, q]))
  const weightOf = (name: string): number => weights.get(name) ?? weights.get('*') ?? 0
  const br = weightOf('br')
  const gzip = weightOf('gzip')
  if (br > 0 && br >= gzip) return 'br'
  return gzip > 0 ? 'gzip' : 'identity'
}
