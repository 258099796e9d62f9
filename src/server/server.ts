import { chmodSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tick, tickAgeMs } from '../services/tick/index.ts'
import type { Kv } from '../store/kv/index.ts'
import { newKeyLease } from '../store/tick/index.ts'
import { Api } from './api.ts'
import { Background } from './background.ts'
import { startClock } from './clock.ts'
import { Front } from './front.ts'
import { guardedKv } from './guarded-kv.ts'
import { keptSecret } from './kept-secret.ts'
import { serverLimits } from './limits.ts'
import { createLocalProbe } from './local-probe.ts'
import { describeFault, Log } from './log.ts'
import { MailFolder } from './mail-folder.ts'
import { countedKv, Metrics } from './metrics.ts'
import { openListener } from './net/listener.ts'
import { OwnHosts } from './net/own-hosts.ts'
import { countNodes } from './node-states.ts'
import { Observation } from './observation.ts'
import { createOutboundFetch, outboundOrigins } from './outbound.ts'
import { createPublicFetch } from './public-fetch.ts'
import { createServices } from './services.ts'
import type { Settings } from './settings.ts'
import { Site } from './site.ts'
import { EmbeddedStore } from './store/embedded.ts'
import { PostgresStore } from './store/postgres.ts'
import type { ServerStore } from './store/port.ts'
import { Undo } from './undo.ts'
import type { Visit } from './visit.ts'

export type ServerOptions = {
  readonly settings: Settings
  /** Folder with `public/` and `edgeone.json`. */
  readonly siteFolder: string
  readonly write: (text: string) => void
  readonly clock?: () => number
  readonly send?: typeof globalThis.fetch
  /** Stands in front of the store for one request: tests count its operations. */
  readonly kvOf?: (visit: Visit, kv: Kv) => Kv
}

export type RunningServer = {
  /** Where it listens, as a visitor types it. */
  readonly origin: string
  /** The secret that was made at this start, to be shown once. */
  readonly newSecret: string | undefined
  readonly log: Log
  /** Resolves when the work behind all answers so far is done. */
  readonly idle: () => Promise<void>
  /** Closes the listener at once, lets accepted requests and their later work end (10 s at most), then the store. */
  readonly stop: () => Promise<void>
}

/** Starts the whole server. Throws, everything stopped again, when the port is taken or the store cannot be had. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const undo = new Undo()
  try {
    return await start(options, undo)
  } catch (error) {
    await undo.run()
    throw error
  }
}

async function start(options: ServerOptions, undo: Undo): Promise<RunningServer> {
  const { settings, clock = () => Date.now(), kvOf = (_visit, kv) => kv } = options
  const log = new Log({ write: options.write, clock, level: settings.logLevel })
  undo.add(() => log.flush())
  const metrics = new Metrics()
  const front = new Front({
    proxies: settings.trustedProxies,
    clock,
    log,
    onEnd: (visit, ms) => logVisit(log, metrics, visit, ms),
  })
  const { server, port } = await openListener(settings.host, settings.port, (request, response) =>
    front.take(request, response),
  )
  undo.add(() => {
    server.close()
    server.closeAllConnections()
  })
  const origin = originOf(settings.host, port)
  const store = await openStore(settings, log)
  undo.add(() => store.close())
  const kept = settings.variables['JWT_SECRET'] === undefined ? keptSecret(settings.dataDir) : undefined
  const variables: Readonly<Record<string, string>> = {
    ...(kept === undefined ? {} : { JWT_SECRET: kept.secret }),
    ...settings.variables,
  }
  const background = new Background(log)
  const site = new Site(options.siteFolder)
  const probe = createLocalProbe(settings.probe)
  const mail = new MailFolder({
    folder: path.join(settings.dataDir, 'mail'),
    say: (line) => log.say(line),
    clock,
  })
  const makeServices = createServices({
    clock,
    fetch: createOutboundFetch(outboundOrigins(variables), options.send),
    publicFetch: createPublicFetch({ allowPrivate: variables['NOTIFY_ALLOW_PRIVATE'] === '1' }),
    variables,
    ownAddress: origin,
    mail,
    background,
    lease: newKeyLease(store),
    checker: async (...call) => countChecks(metrics, await probe.checker(...call)),
    apiDocument: site.apiDocument,
    storeKind: store.kind,
    log,
  })
  const kv = countedKv(guardedKv(store), metrics)
  const services = (visit: Visit) => makeServices(visit, kvOf(visit, kv))
  const own = makeServices({ requestId: 'own', clientIp: '', origin, fields: {} }, kv)
  front.serve({
    hosts: new OwnHosts(settings.variables['PUBLIC_ORIGIN'], settings.host),
    site,
    api: new Api({ services, probe, isCheckerLifted: settings.probe.allowPrivate, log }),
    observation: new Observation({
      metrics,
      token: settings.metricsToken,
      proxies: settings.trustedProxies,
      store,
      checkerMode: variables['EDGEONE_CHECK_API'] === undefined ? 'local' : 'remote',
      tickAgeMs: () => tickAgeMs(own),
      nodesByState: () => countNodes(own),
    }),
  })
  const ticking = startClock({
    tick: async () => {
      await mail.sweep()
      return (await tick(own)).next_due_s
    },
    onError: (error) => log.event('warn', 'tick_failed', { failure: describeFault(error) }),
  })
  const stop = async (): Promise<void> => {
    server.close()
    const ended = Promise.all([front.drain(), ticking.stop()]).then(() => background.idle())
    await within(serverLimits.drainMs, ended)
    await within(serverLimits.closeMs, undo.run())
  }
  return {
    origin,
    newSecret: kept?.isNew === true ? kept.secret : undefined,
    log,
    idle: () => background.idle(),
    stop,
  }
}

async function openStore({ databaseUrl, dataDir }: Settings, log: Log): Promise<ServerStore> {
  const tell = (line: string): void => log.event('error', 'store', { line })
  if (databaseUrl !== undefined) return PostgresStore.open(databaseUrl, tell)
  const store = await EmbeddedStore.open(dataDir, tell)
  chmodSync(dataDir, 0o700)
  return store
}

/** Waits for the work, but no longer than so many milliseconds: what is acknowledged is on disk already. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, sleep(ms, undefined, { ref: false })])
}

/** A wildcard address is not one that a browser can open. */
function originOf(host: string, port: number): string {
  const name =
    host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host
  return `http://${name}:${port}`
}

function logVisit(log: Log, metrics: Metrics, visit: Visit, ms: number): void {
  const { request, response, requestId, clientIp, fields } = visit
  const method = request.method ?? ''
  const status = response.writableFinished ? response.statusCode : 499
  const route = typeof fields['route'] === 'string' ? fields['route'] : visit.route
  metrics.countRequest({ route, method, status, ms })
  const { failure } = fields
  log.event(levelOf(status), 'request', {
    method,
    route,
    status,
    ms,
    client: clientIp,
    ...(fields['user'] === undefined ? {} : { user: fields['user'] }),
    request_id: requestId,
    ...(failure === undefined ? {} : { failure }),
  })
}

/** 503 is said on purpose; the other 5xx are faults. */
function levelOf(status: number): 'info' | 'warn' | 'error' {
  if (status === 503) return 'warn'
  return status >= 500 ? 'error' : 'info'
}

/** Counts the results in an answer of the checker, and hands it on. */
function countChecks(metrics: Metrics, answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return answer
  const results = 'results' in answer && Array.isArray(answer.results) ? answer.results : [answer]
  for (const result of results) {
    if (typeof result !== 'object' || result === null || !('is_online' in result)) continue
    metrics.countCheck('code' in result && typeof result.code === 'string' ? result.code : 'ok')
  }
  return answer
}
