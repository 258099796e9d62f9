import path from 'node:path'
import { startEdgeWorker } from '../../src/emulator/edge/edge-worker.ts'
import { bind } from '../../src/emulator/front/front-server.ts'
import { Routing, type RoutesFile } from '../../src/emulator/front/routing.ts'
import { StaticFiles } from '../../src/server/static/static-files.ts'
import { KvService } from '../../src/emulator/kv/kv-service.ts'
import { MemoryKv } from '../../src/emulator/kv/memory-kv.ts'
import { NodeHost } from '../../src/emulator/node/node-host.ts'
import { probeBundle } from './edge-probe-bundle.ts'

export interface Front {
  origin: string
  port: number
  node: NodeHost
  lines: string[]
  stop: () => Promise<void>
}

/** The front server over the probes of `edge-probes.ts`, an echo in place of the Node functions, and a folder of files. */
export async function startFront(routes: RoutesFile, folder: string): Promise<Front> {
  const lines: string[] = []
  const onLine = (line: string): void => void lines.push(line)
  const { server, port, serve } = await bind('127.0.0.1', 0)
  const node = new NodeHost({
    bundle: path.join(import.meta.dirname, 'node-echo.mjs'),
    env: { API_KEY: 'k' },
    onLine,
  })
  const edge = await startEdgeWorker({
    bundle: probeBundle(),
    env: {},
    kv: new KvService(() => new MemoryKv()),
    withClock: false,
    reroute: () => undefined,
    outbound: new Set(),
    onLine,
  })
  await node.start()
  serve({ routing: new Routing(routes), files: new StaticFiles(folder), edge, node, onLine })
  const stop = async (): Promise<void> => {
    server.close()
    server.closeAllConnections()
    await edge.stop()
    await node.stop()
  }
  return { origin: `http://127.0.0.1:${port}`, port, node, lines, stop }
}
