import type { ChildProcess } from 'node:child_process'
import * as v from 'valibot'
import { eventOfJson } from './core-events.ts'
import type { MainCore } from './cores.ts'
import type {
  Connection,
  CoreKind,
  CoreOptions,
  ForeignConnection,
  MainQuestions,
  Peer,
} from './core-kind.ts'

const patienceMs = 60_000

const connectionSchema = v.object({
  stats: v.object({ rx_bytes: v.pipe(v.string(), v.digits()) }),
  tunnel: v.object({ remote_addr: v.object({ url: v.string() }) }),
})
const peersSchema = v.array(v.object({ peer_id: v.number(), conns: v.array(connectionSchema) }))
const routesSchema = v.array(v.object({ peer_id: v.number(), hostname: v.string(), version: v.string() }))
const infoSchema = v.object({ hostname: v.string(), version: v.string() })
const foreignSchema = v.record(v.string(), v.object({ peers: peersSchema }))
const lineSchema = v.record(v.string(), v.unknown())

/** The main branch: its events and answers are JSON lines, and questions go to its standard input. */
export function mainKind(core: MainCore, options: CoreOptions): CoreKind<MainQuestions> {
  const waiting = new Map<string, ((answer: unknown) => void)[]>()
  return {
    words: [...core.command, ...mainWords(options)],
    onLine(line, events) {
      for (const [name, value] of Object.entries(v.parse(lineSchema, JSON.parse(line)))) {
        if (name === 'event') events.add(eventOfJson(value))
        else waiting.get(name)?.shift()?.(value)
      }
    },
    asked(child) {
      const ask = <Schema extends v.GenericSchema>(question: string, schema: Schema) =>
        answerOf(child, waiting, question).then((answer) => v.parse(schema, answer))
      return {
        async peers() {
          const [info, peers, routes] = await Promise.all([
            ask('info', infoSchema),
            ask('peers', peersSchema),
            ask('routes', routesSchema),
          ])
          return peersOf(info, peers, routes)
        },
        foreign: async () =>
          Object.entries(await ask('foreign', foreignSchema)).flatMap(([network, { peers }]) =>
            connectionsOf(peers).map(({ peerId, remote }): ForeignConnection => ({
              network,
              peerId,
              remote,
            })),
          ),
        connections: async () => connectionsOf(await ask('peers', peersSchema)),
      }
    },
  }
}

function mainWords(options: CoreOptions): readonly string[] {
  const { listeners = [], peers = [] } = options
  return [
    '--network-name',
    options.name,
    '--network-secret',
    options.secret,
    '--hostname',
    options.hostname,
    // as the programs have it
    '--enable-ipv6',
    ...listeners.flatMap((listener) => ['-l', listener]),
    ...peers.flatMap((peer) => ['-p', peer]),
    ...(options.relaysNobody ? ['--relay-network-whitelist', ''] : []),
    ...(options.isPlain ? ['--disable-encryption'] : []),
    ...(options.cipher === undefined ? [] : ['--encryption-algorithm', options.cipher]),
    ...(options.isPrivate ? ['--private-mode'] : []),
    ...(options.isSecure ? ['--secure-mode'] : []),
  ]
}

/** Asks one question; answers to the same question come in the order of asking. */
function answerOf(
  child: ChildProcess,
  waiting: Map<string, ((answer: unknown) => void)[]>,
  question: string,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => (): void => {
      stop()
      reject(new Error(`no answer to ${question}: ${why}`))
    }
    const ended = fail('the core has ended')
    const timer = setTimeout(fail(`${patienceMs} ms went by`), patienceMs)
    const stop = (): void => {
      clearTimeout(timer)
      child.off('exit', ended)
    }
    child.once('exit', ended)
    const queue = waiting.get(question) ?? []
    waiting.set(question, queue)
    queue.push((answer) => {
      stop()
      resolve(answer)
    })
    if (child.exitCode !== null || child.signalCode !== null) ended()
    else child.stdin?.write(`${question}\n`)
  })
}

/** Peers that are connected but not in the routes yet have no name. */
function peersOf(
  info: v.InferOutput<typeof infoSchema>,
  peers: v.InferOutput<typeof peersSchema>,
  routes: v.InferOutput<typeof routesSchema>,
): readonly Peer[] {
  const direct = new Set(peers.filter(({ conns }) => conns.length > 0).map(({ peer_id }) => peer_id))
  const known = new Set(routes.map(({ peer_id }) => peer_id))
  return [
    { ...info, reach: 'self' },
    ...routes.map(({ peer_id, hostname, version }): Peer => {
      return { hostname, version, reach: direct.has(peer_id) ? 'direct' : 'relayed' }
    }),
    ...[...direct]
      .filter((id) => !known.has(id))
      .map((): Peer => ({ hostname: '', version: '', reach: 'direct' })),
  ]
}

function connectionsOf(peers: v.InferOutput<typeof peersSchema>): readonly Connection[] {
  return peers.flatMap(({ peer_id, conns }) =>
    conns.map(({ stats, tunnel }) => ({
      peerId: String(peer_id),
      remote: tunnel.remote_addr.url,
      receivedBytes: Number(stats.rx_bytes),
    })),
  )
}
