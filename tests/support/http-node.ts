import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { startServer } from '../../src/server/server.ts'
import { readSettings } from '../../src/server/settings.ts'
import { countedKv } from './http-counted-kv.ts'
import { jwtSecret, origin, type Target, type TargetOptions } from './http-target.ts'
import { temporaryFolder } from './npm-start.ts'
import { rawFetch } from './raw-fetch.ts'

/** The Node server on a port and an embedded store of its own, behind a proxy that it trusts: this test. */
export async function startNode({ env = {} }: TargetOptions = {}): Promise<
  Target & { readonly url: string }
> {
  const { folder, remove } = temporaryFolder('http-node-')
  const siteFolder = path.join(folder, 'site')
  mkdirSync(path.join(siteFolder, 'public'), { recursive: true })
  cpSync('edgeone.json', path.join(siteFolder, 'edgeone.json'))
  cpSync('src/contract/openapi.json', path.join(siteFolder, 'public/openapi.json'))
  writeFileSync(path.join(siteFolder, 'public/404.html'), '<!doctype html>')
  const lines: string[] = []
  const counts = new Map<string, ReturnType<Target['usage']>>()
  let skewMs = 0
  const server = await startServer({
    settings: readSettings({
      PORT: '0',
      DATA_DIR: path.join(folder, 'data'),
      JWT_SECRET: jwtSecret,
      PUBLIC_ORIGIN: origin,
      TRUSTED_PROXIES: 'loopback',
      // Nodes of tests are nobody's machines.
      CHECK_ROUNDS: 'off',
      ...env,
    }),
    siteFolder,
    write: (text) => void lines.push(...text.trimEnd().split('\n')),
    clock: () => Date.now() + skewMs,
    kvOf: ({ requestId, response }, kv) => {
      const counted = countedKv(kv)
      const { writeHead } = response
      // What runs on behind the answer is not counted.
      response.writeHead = (...head: unknown[]) => {
        counts.set(requestId, { ...counted.counts })
        return Reflect.apply(writeHead, response, head)
      }
      return counted.kv
    },
  })
  const port = Number(new URL(server.origin).port)
  return {
    name: 'Node server',
    url: `http://127.0.0.1:${port}`,
    fetch: (request, { clientIp = '203.0.113.1' } = {}) =>
      rawFetch(port, request, { 'x-forwarded-for': clientIp }),
    usage(response) {
      const usage = counts.get(response.headers.get('x-request-id') ?? '')
      if (!usage) throw new Error('this response did not come from this target')
      return usage
    },
    idle: () => server.idle(),
    advance(ms) {
      skewMs += ms
    },
    lines,
    async stop() {
      await server.stop()
      remove()
    },
  }
}
