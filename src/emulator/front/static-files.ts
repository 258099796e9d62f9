import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { contentTypeOf, isCompressible } from './content-types.ts'
import { chooseEncoding } from './encoding.ts'

interface StaticFile {
  type: string
  tag: string
  bodies: { identity: Buffer; gzip?: Buffer; br?: Buffer }
}

export interface StaticAnswer {
  status: number
  headers: Record<string, string>
  body: Buffer | undefined
}

/** The emitted assets, read into memory at the start: a build beside a running server changes nothing for it. */
export class StaticFiles {
  readonly #files = new Map<string, StaticFile>()

  constructor(folder: string) {
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || entry.name.startsWith('.')) continue
      const full = path.join(entry.parentPath, entry.name)
      this.#files.set(`/${path.relative(folder, full).split(path.sep).join('/')}`, load(full))
    }
  }

  /** The name of the file that answers a path: itself, its `index.html`, or the page without its extension. */
  find(pathname: string): string | undefined {
    const base = pathname.endsWith('/') ? pathname : `${pathname}/`
    return [pathname, `${base}index.html`, `${pathname}.html`].find((name) => this.#files.has(name))
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
  if (!isCompressible(type) || identity.length < 256) return { type, tag, bodies: { identity } }
  return { type, tag, bodies: { identity, gzip: gzipSync(identity), br: brotliCompressSync(identity) } }
}

function hasTag(ifNoneMatch: string | undefined, tag: string): boolean {
  const opaque = tag.replace(/^W\//, '')
  return (ifNoneMatch ?? '').split(',').some((part) => {
    const given = part.trim()
    return given === '*' || given.replace(/^W\//, '') === opaque
  })
}
