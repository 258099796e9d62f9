import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { serverLimits } from './limits.ts'
import { isCompressible } from './static/content-types.ts'
import { chooseEncoding, type Encoding } from './static/encoding.ts'

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)
const brotliQuality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } }

/**
 * Compresses answers of the app. What has an entity tag is compressed once and kept, oldest out first, so that a list
 * that thousands poll costs its compression once a version.
 */
export class Compression {
  readonly #kept = new Map<string, Uint8Array<ArrayBuffer>>()
  readonly #running = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()
  #keptBytes = 0

  /** The answer in the encoding that the client likes best; the same answer when there is nothing to gain. */
  async apply(answer: Response, path: string, acceptEncoding: string | undefined): Promise<Response> {
    const type = answer.headers.get('content-type')
    if (type === null || !isCompressible(type) || answer.headers.has('content-encoding')) return answer
    const tag = answer.headers.get('etag')
    if (tag !== null) answer.headers.append('vary', 'Accept-Encoding')
    const encoding = chooseEncoding(acceptEncoding)
    if (encoding === 'identity') return answer
    const key = `${encoding} ${tag} ${path}`
    const kept = tag === null ? undefined : this.#kept.get(key)
    if (kept !== undefined) return encoded(answer, kept, encoding)
    const bytes = Buffer.from(await answer.arrayBuffer())
    if (bytes.length < serverLimits.compressBytesMin) return new Response(bytes, answer)
    if (tag !== null) return encoded(answer, await this.#once(key, bytes, encoding), encoding)
    answer.headers.append('vary', 'Accept-Encoding')
    return encoded(answer, await compress(bytes, encoding), encoding)
  }

  /** One compression at a time of the same answer, whoever asks meanwhile. */
  async #once(key: string, bytes: Buffer, encoding: 'br' | 'gzip'): Promise<Uint8Array<ArrayBuffer>> {
    const running = this.#running.get(key) ?? compress(bytes, encoding)
    this.#running.set(key, running)
    try {
      const body = await running
      this.#keep(key, body)
      return body
    } finally {
      this.#running.delete(key)
    }
  }

  #keep(key: string, body: Uint8Array<ArrayBuffer>): void {
    if (this.#kept.has(key) || body.length > serverLimits.compressedKeptBytesMax) return
    this.#kept.set(key, body)
    this.#keptBytes += body.length
    for (const [oldest, { length }] of this.#kept) {
      if (this.#keptBytes <= serverLimits.compressedKeptBytesMax) return
      this.#kept.delete(oldest)
      this.#keptBytes -= length
    }
  }
}

async function compress(bytes: Buffer, encoding: 'br' | 'gzip'): Promise<Uint8Array<ArrayBuffer>> {
  const body = await (encoding === 'br' ? brotli(bytes, brotliQuality) : zip(bytes))
  return new Uint8Array(body)
}

function encoded({ status, headers }: Response, body: Uint8Array<ArrayBuffer>, encoding: Encoding): Response {
  headers.set('content-encoding', encoding)
  return new Response(body, { status, headers })
}
