import { version } from '../../package.json'
import type { ServerStore } from './store/port.ts'

export type Phase = 'starting' | 'ready' | 'stopping'

/** What a watchdog is told: whether this server can serve, and nothing that a stranger must not know. */
export type Health = {
  readonly status: 'ok' | 'degraded' | 'starting' | 'stopping'
  readonly version: string
  readonly uptime_s: number
  readonly store?: { readonly kind: ServerStore['kind']; readonly works: boolean }
  readonly checker?: { readonly mode: 'local' | 'remote' }
  readonly tick?: { readonly age_s: number | null }
}

export type PartsHealth = {
  readonly store: Pick<ServerStore, 'kind' | 'trouble'>
  readonly checkerMode: 'local' | 'remote'
  /** Seconds since the last tick; undefined before the first. */
  readonly tickAgeS: number | undefined
}

/** The health of a server and the status of the answer: 503 while it starts or stops, and while its store is away. */
export function healthOf(
  phase: Phase,
  uptimeS: number,
  parts?: PartsHealth,
): { readonly status: number; readonly body: Health } {
  const base = { version, uptime_s: Math.round(uptimeS) }
  if (phase !== 'ready' || parts === undefined) {
    return { status: 503, body: { status: phase === 'stopping' ? 'stopping' : 'starting', ...base } }
  }
  const { store, checkerMode, tickAgeS } = parts
  const works = store.trouble() === undefined
  return {
    status: works ? 200 : 503,
    body: {
      status: works ? 'ok' : 'degraded',
      ...base,
      store: { kind: store.kind, works },
      checker: { mode: checkerMode },
      tick: { age_s: tickAgeS === undefined ? null : Math.round(tickAgeS) },
    },
  }
}
