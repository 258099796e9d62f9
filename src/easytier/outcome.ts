import type { ProbeCode } from './codes.ts'
import type { ProbeOutcome } from './machine-types.ts'
import type { Introduction, Refusal } from './opening.ts'
import { noCounts, type RouteCounts } from './route-count.ts'

/** Whole milliseconds, at least 1; -1 for what was not measured. */
export function wholeMs(ms: number | null): number {
  return ms === null || !Number.isFinite(ms) ? -1 : Math.max(1, Math.round(ms))
}

/** The outcome of a probe that was refused, or never answered. */
export function offline(
  refusal: Refusal,
  known: { readonly introduction: Introduction | null; readonly handshakeMs: number | null },
): ProbeOutcome {
  return {
    online: false,
    reachable: refusal.reachable || known.introduction !== null,
    code: refusal.code,
    warnings: [],
    mode: known.introduction?.mode ?? null,
    secure: known.introduction?.secure ?? false,
    latencyMs: -1,
    handshakeMs: wholeMs(known.handshakeMs),
    ...noCounts,
    easytierVersion: '',
    avoidsRelay: undefined,
    retry: refusal.retry ?? null,
  }
}

/** The outcome of an admitted probe; a foreign one always carries its warning. */
export function online(known: {
  readonly introduction: Introduction
  readonly warnings: readonly ProbeCode[]
  readonly latencyMs: number | null
  readonly handshakeMs: number | null
  readonly counts: RouteCounts
  readonly easytierVersion: string
  readonly avoidsRelay: boolean | undefined
}): ProbeOutcome {
  const { mode, secure } = known.introduction
  return {
    online: true,
    reachable: true,
    code: null,
    warnings: mode === 'foreign' ? ['network_name_mismatch', ...known.warnings] : known.warnings,
    mode,
    secure,
    latencyMs: wholeMs(known.latencyMs),
    handshakeMs: wholeMs(known.handshakeMs),
    ...known.counts,
    easytierVersion: known.easytierVersion,
    avoidsRelay: known.avoidsRelay,
    retry: null,
  }
}
