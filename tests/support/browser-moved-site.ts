import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { serverFolder } from '../../src/tools/paths.ts'
import type { Target } from './http-target.ts'
import { startInProcess } from './http-in-process.ts'

/** The built pages on a socket, with the app in this process behind them: a site whose clock a test can move. */
export async function movedSite(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly target: Target; readonly origin: string; readonly stop: () => Promise<void> }> {
  const target = await startInProcess({ env })
  const app = new Hono()
  for (const path of ['/api/*', '/badge/*']) app.all(path, ({ req }) => target.fetch(req.raw))
  app.use(serveStatic({ root: path.relative(process.cwd(), path.join(serverFolder, 'public')) }))
  const server = createServer(getRequestListener(app.fetch))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    target,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await target.stop()
    },
  }
}
