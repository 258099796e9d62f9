import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { contentTypeOf, isCompressible } from './content-types.ts'
import { chooseEncoding } from './encoding.ts'

type StaticFile = {
  readonly type: string
  readonly tag: string
  readonly bodies: { readonly identity: Buffer; readonly gzip?: Buffer; readonly br?: Buffer }
}

export type StaticAnswer = {
  readonly status: number
  readonly headers: Record<string, string>
  readonly body: Buffer | undefined
}

const compressBytesMin = 256
const compressed = /\.(?:br|gz)$/

/**
 * The files of a folder, read into memory at the start: a name that is not among them is no file, however it is
 * written, and a build beside a running server changes nothing for it. `name.br` and `name.gz` are encodings of `name`.
 */
export class StaticFiles {
  readonly #files = new Map<string, StaticFile>()

  constructor(folder: string) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.startsWith('.')) continue
      const full = path.join(entry.parentPath, entry.name)
      if (compressed.test(full) && existsSync(full.replace(compressed, ''))) continue
      this.#files.set(`/${path.relative(folder, full).split(path.sep).join('/')}`, load(full))
    }
  }

  /** The name of the file that answers a path: itself, its `index.html`, or the page without its extension. */
  find(pathname: string): string | undefined {
    if (this.#files.has(pathname)) return pathname
    const base = pathname.endsWith('/') ? pathname : `${pathname}/`
    return [`${base}index.html`, `${pathname}.html`].find((name) => this.#files.has(name))
  }

  /** The text of a file and its entity tag. */
  read(name: string): { readonly text: string; readonly tag: string } | undefined {
    const file = this.#files.get(name)
    return file && { text: file.bodies.identity.toString('utf8'), tag: file.tag }
  }

  /** An answer with `status` (200, or 404 for the error page), or 304 when the client has it; undefined if unknown. */
  answer(
    name: string,
    status: number,
    client: { acceptEncoding: string | undefined; ifNoneMatch: string | undefined },
  ): StaticAnswer | undefined {
    const file = this.#files.get(name)
    if (!file) return undefined
    const encoding = chooseEncoding(client.acceptEncoding)
    const body = file.bodies[encoding] ?? file.bodies.identity
    const headers: Record<string, string> = {
      'content-type': file.type,
      etag: file.tag,
      'cache-control': 'public, max-age=0, must-revalidate',
    }
    if (file.bodies.gzip) headers['vary'] = 'Accept-Encoding'
    if (status === 200 && hasTag(client.ifNoneMatch, file.tag))
      return { status: 304, headers, body: undefined }
    if (body !== file.bodies.identity) headers['content-encoding'] = encoding
    headers['content-length'] = String(body.length)
    return { status, headers, body }
  }
}

function load(file: string): StaticFile {
  const identity = readFileSync(file)
  const type = contentTypeOf(file)
  const tag = `W/"${createHash('sha256').update(identity).digest('hex').slice(0, 20)}"`
  if (!isWorthCompressing(file, identity.length)) return { type, tag, bodies: { identity } }
  const gzip = readIfThere(`${file}.gz`) ?? gzipSync(identity)
  const br = readIfThere(`${file}.br`) ?? brotliCompressSync(identity)
  return { type, tag, bodies: { identity, gzip, br } }
}

/** Whether a file is served compressed, by its name and its length in bytes. */
export function isWorthCompressing(file: string, bytes: number): boolean {
  return isCompressible(contentTypeOf(file)) && bytes >= compressBytesMin
}

function readIfThere(file: string): Buffer | undefined {
  return existsSync(file) ? readFileSync(file) : undefined
}

function hasTag(ifNoneMatch: string | undefined, tag: string): boolean {
  const opaque = tag.replace(/^W\//, '')
  return (ifNoneMatch ?? '').split(',').some((part) => {
    const given = part.trim()
    return given === '*' || given.replace(/^W\//, '') === opaque
  })
}
