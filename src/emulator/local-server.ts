import { Undo } from '../server/undo.ts'
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { artifactsValue } from '../tools/paths.ts'
import { readEdgeBundle, whileBuilt } from './artifacts.ts'
import { claimDataDir, keptSecret } from './data-dir.ts'
import { startEdgeWorker } from './edge/edge-worker.ts'
import { bind } from './front/front-server.ts'
import { Routing, type RoutesFile } from './front/routing.ts'
import { StaticFiles } from '../server/static/static-files.ts'
import { DurableKv } from './kv/durable-kv.ts'
import { KvService } from './kv/kv-service.ts'
import { startMailSink } from './mail-sink.ts'
import { NodeHost } from './node/node-host.ts'
import { outboundOrigins } from './outbound.ts'
import { rerouteOwnHost } from './own-host.ts'
import type { Settings } from './settings.ts'
import { loopSwitches } from './switches.ts'

export interface LocalServer {
  /** Where it listens, as a visitor types it. */
  origin: string
  /** The secret that was made at this start, to be shown once. */
  newSecret: string | undefined
  stop: () => Promise<void>
}

/** Serves the built artifacts. Throws (everything stopped again) when the port is taken or the data folder is in use. */
export async function startLocalServer(
  settings: Settings,
  print: (line: string) => void,
): Promise<LocalServer> {
  const undo = new Undo()
  try {
    return await start(settings, print, undo)
  } catch (error) {
    await undo.run()
    throw error
  }
}

async function start(settings: Settings, print: (line: string) => void, undo: Undo): Promise<LocalServer> {
  const { server, port, serve } = await bind(settings.host, settings.port)
  undo.add(() => {
    server.close()
    server.closeAllConnections()
  })
  const origin = originOf(settings.host, port)
  undo.add(claimDataDir(settings.dataDir))
  const kept = settings.edgeEnv['JWT_SECRET'] ? undefined : keptSecret(settings.dataDir)
  mkdirSync(path.join(settings.dataDir, 'kv'), { recursive: true, mode: 0o700 })
  const store = await DurableKv.open(path.join(settings.dataDir, 'kv'))
  undo.add(() => store.close())
  const mail = await startMailSink(path.join(settings.dataDir, 'mail'), print)
  undo.add(() => mail.stop())
  const env: Record<string, string> = {
    PUBLIC_ORIGIN: origin,
    ...(kept ? { JWT_SECRET: kept.secret } : {}),
    ...settings.edgeEnv,
    ...mail.env,
  }
  const node = new NodeHost({
    bundle: artifactsValue.nodeBundle,
    env: { PUBLIC_ORIGIN: origin, ...settings.nodeEnv },
    onLine: print,
  })
  const origins = new Set([origin, new URL(env['PUBLIC_ORIGIN'] ?? origin).origin])
  const { edge, routing, files } = await whileBuilt(async () => {
    const routing = new Routing(JSON.parse(readFileSync(artifactsValue.routes, 'utf8')) as RoutesFile)
    undo.add(() => node.stop())
    await node.start()
    const edge = await startEdgeWorker({
      bundle: readEdgeBundle(),
      env,
      kv: new KvService(() => store),
      withClock: false,
      countsLoops: settings.switches.some((one) => loopSwitches.includes(one)),
      switches: settings.switches,
      outbound: outboundOrigins(env),
      reroute: (url) => rerouteOwnHost(url, { origins, routing, front: origin }),
      onLine: print,
    })
    undo.add(() => edge.stop())
    return { edge, routing, files: new StaticFiles(artifactsValue.assets) }
  })
  serve({ routing, files, edge, node, onLine: print })
  return { origin, newSecret: kept?.isNew ? kept.secret : undefined, stop: () => undo.run() }
}

/** A wildcard address is not one that a browser can open. */
function originOf(host: string, port: number): string {
  const name =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}
