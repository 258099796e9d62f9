import type { ServiceContext } from '../context/context.ts'

/** Which checker answers: one that the operator named, or this deployment's own Node functions. */
export type Checker = {
  readonly mode: 'remote' | 'local'
  /** URL without a trailing slash; `/check`, `/batch-check` and `/health` come behind it. */
  readonly base: string
  readonly key: string
  readonly timeoutMs: number
}

const timeoutDefaultS = 30
const timeoutMaxS = 120

/** Reads the checker's settings out of the deployment's variables. */
export function checkerOf(ctx: ServiceContext): Checker {
  const { EDGEONE_CHECK_API, EDGEONE_CHECK_API_KEY, EDGEONE_CHECK_TIMEOUT } = ctx.variables
  const seconds = Number(EDGEONE_CHECK_TIMEOUT ?? '')
  const timeoutMs = 1000 * (seconds > 0 ? Math.min(seconds, timeoutMaxS) : timeoutDefaultS)
  const key = EDGEONE_CHECK_API_KEY ?? ''
  const api = (EDGEONE_CHECK_API ?? '').trim().replace(/\/+$/, '')
  if (api !== '') return { mode: 'remote', base: api, key, timeoutMs }
  return { mode: 'local', base: `${ctx.origin}/probe`, key, timeoutMs }
}
