import { apiKeyFits } from './api-key.ts'
import { createChecker } from './check.ts'
import { readBatchInput, readCheckInput } from './input.ts'
import { createOutbound } from './outbound.ts'
import { systemWorld, type ProbeWorld } from './probe.ts'
import { errorResponse, json, Refusal } from './respond.ts'

/** What EdgeOne hands to a Node function, as far as it is used here. */
export type NodeContext = {
  readonly request: Request
  readonly env?: Readonly<Record<string, string | undefined>>
}

type Handler = (context: NodeContext) => Promise<Response>

/** The three functions under `/probe/`; one of these lives as long as the instance. */
export type ProbeFunctions = {
  check: Handler
  batchCheck: Handler
  health: Handler
}

declare global {
  var __probe: { readonly probeFunctions: ProbeFunctions } | undefined
}

/** Makes the functions over `world`; `CHECK_ALLOW_PRIVATE` and `API_KEY` come with each request. */
export function createProbeFunctions(world: ProbeWorld): ProbeFunctions {
  const startedMs = world.clock.nowMs()
  const open = createChecker(world)
  const lifted = createChecker({ ...world, allowPrivate: true })
  const checkerFor = ({ env = process.env }: NodeContext) =>
    env['CHECK_ALLOW_PRIVATE'] === '1' ? lifted : open
  const outbound = createOutbound(world.sockets, world.clock)

  return {
    check: guarded(['GET', 'HEAD', 'POST'], async (context) => {
      const input = await readCheckInput(context.request)
      return json(await checkerFor(context).check(input))
    }),
    batchCheck: guarded(['POST'], async (context) => {
      const inputs = await readBatchInput(context.request)
      return json({ results: await checkerFor(context).batch(inputs) })
    }),
    health: guarded(['GET', 'HEAD'], async () => {
      const timestamp = new Date(world.clock.wallMs()).toISOString()
      return json({
        status: 'ok',
        service: 'edgeone-check',
        mode: 'local',
        timestamp,
        version,
        node_version: process.version,
        uptime_s: Math.round((world.clock.nowMs() - startedMs) / 1_000),
        probes_done: open.probesDone() + lifted.probesDone(),
        outbound_tcp: await outbound.works(),
      })
    }),
  }
}

/** Version of the checker; the one of package.json (a test compares them). */
export const version = '0.1.0'

export const probeFunctions: ProbeFunctions = createProbeFunctions(systemWorld)

/** Method, key, then the work; whatever is thrown becomes the error envelope, because EdgeOne sends messages out. */
function guarded(methods: readonly string[], work: Handler): Handler {
  return async (context) => {
    try {
      const { request, env = process.env } = context
      if (!methods.includes(request.method)) {
        return errorResponse(new Refusal('method_not_allowed'), { allow: methods.join(', ') })
      }
      if (!apiKeyFits(request.headers.get('x-api-key'), env['API_KEY'])) throw new Refusal('api_key_invalid')
      const response = await work(context)
      return request.method === 'HEAD' ? new Response(null, response) : response
    } catch (error) {
      if (!(error instanceof Refusal)) logFault(error)
      return errorResponse(error)
    }
  }
}

/** Where it broke, without the message: it could quote what the caller sent. */
function logFault(error: unknown): void {
  const stack = error instanceof Error ? (error.stack ?? '') : ''
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line))
  const name = error instanceof Error ? error.constructor.name : typeof error
  console.error([`probe: ${name}`, ...frames.slice(0, 8)].join('\n'))
}
