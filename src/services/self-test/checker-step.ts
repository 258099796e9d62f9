import { heldMs, type Found } from '../../contract/self-test.ts'
import { callChecker, checkerOf, type Checker, type CheckerReply } from '../checks/index.ts'
import type { ServiceContext } from '../context/context.ts'
import { requireSecrets } from '../context/require.ts'
import { echoTicket } from './echo.ts'
import { attempt, found, timed } from './finding.ts'

const healthMs = 15_000
const slowStartMs = 5_000
const nodeMajorMin = 20

/**
 * The checker, called as checks call it: by POST, on EdgeOne at the deployment's own host. What it says of its place
 * follows; without an answer there is the one row. At most four fetches.
 */
export async function checkerStep(ctx: ServiceContext, run: string): Promise<readonly Found[]> {
  const checker = { ...checkerOf(ctx), timeoutMs: healthMs }
  const { result: reply, ms } = await timed(ctx, () => askHealth(ctx, checker, run))
  const health = healthOf(reply)
  const status = health === undefined ? 0 : await strangeStatus(ctx, checker)
  if (health === undefined || status !== 0)
    return [found(failureOf(checker, reply), measuredOf(reply, status))]
  return [reachOf(ctx, checker), ...(await redirects(ctx, checker)), ...placeOf(health, ms)]
}

/** Checkers of before 0.2 know GET alone, and say less. */
async function askHealth(ctx: ServiceContext, checker: Checker, run: string): Promise<CheckerReply> {
  const ticket = echoTicket(requireSecrets(ctx), run)
  const reply = await callChecker(ctx, checker, '/health', { deep: true, run, ticket }, true)
  const isOld = checker.mode === 'remote' && reply.kind === 'status' && [404, 405].includes(reply.status)
  return isOld ? callChecker(ctx, checker, '/health', undefined, true) : reply
}

type Health = Readonly<Record<string, unknown>>

function healthOf(reply: CheckerReply): Health | undefined {
  const { value } = reply.kind === 'json' ? reply : { value: undefined }
  return typeof value === 'object' && value !== null && 'status' in value ? { ...value } : undefined
}

const methodNotAllowed = 405

/** Whether a refusal of our own function comes back as one: 0, or the status that came instead. */
async function strangeStatus(ctx: ServiceContext, checker: Checker): Promise<number> {
  if (!isOwnHost(ctx, checker)) return 0
  const status = await statusOf(ctx, checker, '/health', 'DELETE')
  return status === methodNotAllowed ? 0 : status
}

/** Whether a redirect comes back as one, where the checker is on the own host. */
async function redirects(ctx: ServiceContext, checker: Checker): Promise<readonly Found[]> {
  if (!isOwnHost(ctx, checker)) return []
  const status = await statusOf(ctx, checker, '/health?redirect=1', 'GET')
  const isPassed = status >= 300 && status < 400
  return [found(isPassed ? 'own_redirect_passed' : 'own_redirect_changed', `HTTP ${status}`)]
}

function isOwnHost(ctx: ServiceContext, { mode }: Checker): boolean {
  return mode === 'local' && ctx.localChecker === undefined
}

/** -1 where nothing comes back. */
async function statusOf(
  ctx: ServiceContext,
  checker: Checker,
  path: string,
  method: string,
): Promise<number> {
  const { signal, cancel } = ctx.deadline(healthMs)
  const headers: Record<string, string> = checker.key === '' ? {} : { 'x-api-key': checker.key }
  const call = { method, headers, signal, redirect: 'manual' } as const
  const response = await attempt(() => ctx.fetch(`${checker.base}${path}`, call))
  cancel()
  return response?.status ?? -1
}

const heldMarginMs = 8_000

/** Whether the checker may take as long as the slowest check. One fetch; no row where it does not say, or is away. */
export async function holdStep(ctx: ServiceContext): Promise<readonly Found[]> {
  if (ctx.localChecker !== undefined) return []
  const checker = { ...checkerOf(ctx), timeoutMs: heldMs + heldMarginMs }
  const reply = await callChecker(ctx, checker, '/health', { hold_ms: heldMs }, true)
  if (reply.kind === 'json') {
    const { value } = reply
    const held = typeof value === 'object' && value !== null && 'held_ms' in value ? value.held_ms : undefined
    return held === heldMs ? [found('node_time_enough', `${heldMs / 1000} s`)] : []
  }
  const isCut = reply.kind === 'failed' || reply.status >= 500
  return isCut ? [found('node_time_short', reply.kind === 'status' ? `HTTP ${reply.status}` : '')] : []
}

function reachOf(ctx: ServiceContext, { mode }: Checker): Found {
  if (mode === 'remote') return found('own_host_remote')
  return found(ctx.localChecker === undefined ? 'own_host_works' : 'own_host_in_process')
}

function failureOf({ mode }: Checker, reply: CheckerReply): Found['code'] {
  const status = reply.kind === 'status' ? reply.status : 0
  if (status >= 300 && status < 400) return 'own_host_redirected'
  if (status === 401 || status === 403) return 'own_host_key'
  return mode === 'remote' ? 'own_host_remote_fails' : 'own_host_fails'
}

function measuredOf(reply: CheckerReply, status: number): string {
  if (reply.kind === 'status') return `HTTP ${reply.status}`
  return status === 0 ? 'no answer' : `HTTP ${status}`
}

function placeOf(health: Health, ms: number): readonly Found[] {
  const { node_version: version, uptime_s: uptimeS, region } = health
  const major = Number(/^v(\d+)/.exec(String(version))?.[1] ?? 0)
  return [
    ...(major === 0
      ? []
      : [found(major < nodeMajorMin ? 'node_version_old' : 'node_version_known', `v${major}`)]),
    found(
      ms > slowStartMs ? 'node_start_slow' : 'node_start_quick',
      `${ms} ms, up ${Number(uptimeS) || 0} s`,
    ),
    ...judge(health['outbound_tcp'], 'node_tcp_out', 'node_tcp_blocked'),
    ...judge(health['outbound_udp'], 'node_udp_out', 'node_udp_blocked'),
    ...judge(health['dns'], 'node_dns_works', 'node_dns_fails'),
    ...address(health['outbound_address']),
    ...(typeof region === 'string' && /^[\w-]{1,40}$/.test(region)
      ? [found('node_region_known', region)]
      : []),
  ]
}

function address(seen: unknown): readonly Found[] {
  if (seen === undefined) return []
  return [
    typeof seen === 'string' ? found('node_address_seen', seen.slice(0, 45)) : found('node_address_unseen'),
  ]
}

/** No row for what the checker does not say. */
function judge(said: unknown, yes: Found['code'], no: Found['code']): readonly Found[] {
  return typeof said === 'boolean' ? [found(said ? yes : no)] : []
}
