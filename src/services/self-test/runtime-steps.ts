import { minuteMs } from '../../contract/time.ts'
import { parseOrigin } from '../../contract/origin.ts'
import { forgedAddress, type Found } from '../../contract/self-test.ts'
import { hashPassword, makeSalt } from '../../auth/passwords.ts'
import { passwordPolicy } from '../auth/policy.ts'
import type { ServiceContext } from '../context/context.ts'
import { siteOrigin } from '../context/origin.ts'
import { requireSecrets } from '../context/require.ts'
import { signPage } from '../system/backup-pages.ts'
import { tickAgeMs } from '../tick/tick-age.ts'
import { attempt, found, timed } from './finding.ts'
import { trialOf } from '../../store/self-test/index.ts'
import { readBackupPage } from '../../store/system/index.ts'

/** Interfaces, the site's address, the clock that drives it. `pageOrigin`: where whoever asks sees the site. */
export async function runtimeStep(
  ctx: ServiceContext,
  pageOrigin: string | undefined,
): Promise<readonly Found[]> {
  return [...(await apis(ctx)), ...(await publicOrigin(ctx, pageOrigin)), await tickAge(ctx)]
}

async function apis(ctx: ServiceContext): Promise<readonly Found[]> {
  const tried = await ctx.platform?.tryApis?.()
  if (tried === undefined) return []
  const others = Object.entries(tried.others).map(([name, isThere]) => `${name}: ${isThere ? 'yes' : 'no'}`)
  return [
    tried.absent.length === 0
      ? found('api_needed_present')
      : found('api_needed_absent', tried.absent.join(', ').slice(0, 200)),
    found(tried.pbkdf2 ? 'pbkdf2_works' : 'pbkdf2_absent'),
    found(!tried.hmac ? 'hmac_absent' : tried.hmacOfNothing ? 'hmac_works' : 'hmac_empty_refused'),
    found(tried.streams ? 'streams_work' : 'streams_absent'),
    found('api_others', others.join(', ').slice(0, 200)),
  ]
}

async function publicOrigin(ctx: ServiceContext, pageOrigin: string | undefined): Promise<readonly Found[]> {
  const own = await siteOrigin(ctx)
  if (own === '') return [found('origin_unset')]
  const page = parseOrigin(pageOrigin)
  if (page === undefined) return []
  return [found(page === own ? 'origin_matches' : 'origin_differs', `${own} / ${page}`.slice(0, 200))]
}

const tickOldMs = 15 * minuteMs

async function tickAge(ctx: ServiceContext): Promise<Found> {
  const ageMs = await tickAgeMs(ctx)
  if (ageMs === undefined) return found('tick_never')
  return found(ageMs > tickOldMs ? 'tick_old' : 'tick_fresh', `${Math.round(ageMs / 1000)} s`)
}

/** Which address the platform tells of whoever asks, who has written another one into the headers. */
export function addressStep({ clientIp }: ServiceContext): readonly Found[] {
  if (clientIp === '') return [found('client_ip_unknown')]
  const family = clientIp.includes(':') ? 'IPv6' : 'IPv4'
  return [found(clientIp.includes(forgedAddress) ? 'client_ip_forged' : 'client_ip_given', family)]
}

const triedIterations = 200_000

/** A loop that some versions of the platform cut off; who asks sees no answer then. */
export function loopStep(): readonly Found[] {
  let mixed = 0
  for (let index = 0; index < triedIterations; index += 1) mixed = (Math.imul(mixed, 31) + index) | 0
  return [found('loop_runs', `${triedIterations} (${mixed & 0xff})`)]
}

/** The platform takes 200 ms of CPU a request, and a slower machine or a second hash must fit. */
const slowHashMs = 150

/** One password hash under the policy of the site; who asks sees no answer where the platform cuts it off. */
export async function passwordStep(ctx: ServiceContext, run: string): Promise<readonly Found[]> {
  const look = (): Promise<string | null> => ctx.kv.get(trialOf(run, 'none'))
  // The clock of an edge stands still while it computes: a wait on either side makes it move.
  const wait = await timed(ctx, look)
  const policy = passwordPolicy(ctx)
  const { ms } = await timed(ctx, async () => {
    await hashPassword(requireSecrets(ctx), policy, 'a password of the self-test', makeSalt())
    await look()
  })
  const tookMs = Math.max(0, ms - wait.ms)
  const isSlow = ctx.platform?.kind === 'edgeone' && tookMs > slowHashMs
  const slow = policy.scheme === 'pbkdf2' ? 'pbkdf2_slow' : 'password_slow'
  return [found(isSlow ? slow : 'password_quick', `${policy.scheme} ${tookMs} ms`)]
}

const backupKeysMax = 8

/** One small page of a backup, signed: 16 lists, and a get for each of fewer than 16 records. */
export async function backupStep(ctx: ServiceContext): Promise<readonly Found[]> {
  const small = {
    ...ctx.kv,
    list: (options: Parameters<typeof ctx.kv.list>[0]) => ctx.kv.list({ ...options, limit: backupKeysMax }),
  }
  const page = await attempt(async () => {
    const read = await readBackupPage(small, '', backupKeysMax)
    return (
      read && signPage(requireSecrets(ctx), read.entries.map((entry) => JSON.stringify(entry)).join('\n'))
    )
  })
  return [page === undefined ? found('backup_fails') : found('backup_works')]
}
