import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { ApiDocument } from '../services/context/index.ts'
import { HeaderRules, parseSiteRules } from './static/header-rules.ts'
import { StaticFiles } from './static/static-files.ts'
import type { Visit } from './visit.ts'

/** The pages and the rules of `edgeone.json`, as they were built. */
export class Site {
  readonly rules: HeaderRules
  readonly #files: StaticFiles

  /** Reads `public/` and `edgeone.json` of a folder. Throws when one is missing. */
  constructor(folder: string) {
    this.rules = new HeaderRules(parseSiteRules(readFileSync(path.join(folder, 'edgeone.json'), 'utf8')))
    this.#files = new StaticFiles(path.join(folder, 'public'))
  }

  /** The API document, which is one of the files. */
  get apiDocument(): ApiDocument | undefined {
    return this.#files.read('/openapi.json')
  }

  /** Whether a path is a file's. */
  has(pathname: string): boolean {
    return this.#files.find(pathname) !== undefined
  }

  /** Answers with the file of the path, or with the error page and 404. */
  answer({ request, response, target }: Visit): void {
    const name = this.#files.find(target?.pathname ?? '')
    const { method } = request
    if (name !== undefined && method !== 'GET' && method !== 'HEAD') {
      response.writeHead(405, { allow: 'GET, HEAD', 'content-length': 0 }).end()
      return
    }
    const answer = this.#files.answer(name ?? '/404.html', name === undefined ? 404 : 200, {
      acceptEncoding: header(request.headers['accept-encoding']),
      ifNoneMatch: request.headers['if-none-match'],
    })
    if (answer === undefined) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('not found\n')
      return
    }
    // What edgeone.json says of a path wins over what its name says, but of a file that is not there nothing is kept.
    const ruled = name === undefined ? {} : this.rules.of(target?.pathname ?? '').headers
    response.writeHead(answer.status, {
      ...answer.headers,
      ...pick(ruled, ['content-type', 'cache-control']),
    })
    response.end(method === 'HEAD' ? undefined : answer.body)
  }
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(', ') : value
}

function pick(
  headers: Readonly<Record<string, string>>,
  names: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = headers[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
