/**
 * At most `max` hits of one subject within `windowMs`, and at most `perTag.max` of one tag among them. With `growing`
 * further hits are allowed one at a time, each after twice the wait of the one before, up to `mostMs`: a subject that
 * strangers can hit is slowed down, never shut. `lazy`: the first hit that an isolate sees of a subject is written only
 * when it stands. `kind` is part of the key: two letters.
 */
export type ThrottleRule = {
  readonly kind: string
  readonly max: number
  readonly windowMs: number
  readonly perTag?: { readonly max: number; readonly windowMs: number }
  readonly lazy?: true
  readonly growing?: { readonly firstMs: number; readonly mostMs: number }
}

export type Hit = { readonly ms: number; readonly tag: string }

/** What one isolate remembers of one subject: its hits, oldest first, and until when the store has refused it. */
export type RememberedHits = { hits: readonly Hit[]; refusedUntilMs: number }

/** Milliseconds until one more hit of `tag` is allowed beside these; 0 = now. */
export function throttleWaitMs(rule: ThrottleRule, hits: readonly Hit[], tag: string, nowMs: number): number {
  const { perTag } = rule
  return Math.max(
    waitOf(rule, hits, nowMs),
    perTag === undefined
      ? 0
      : waitOf(
          perTag,
          hits.filter((hit) => hit.tag === tag),
          nowMs,
        ),
  )
}

function waitOf(
  { max, windowMs, growing }: Pick<ThrottleRule, 'max' | 'windowMs' | 'growing'>,
  hits: readonly Hit[],
  nowMs: number,
): number {
  const newestFirst = hits.map(({ ms }) => ms).filter((ms) => ms + windowMs > nowMs)
  const times = newestFirst.sort((one, other) => other - one)
  const over = times.length - max
  if (over < 0) return 0
  if (growing !== undefined) {
    const pauseMs = Math.min(growing.mostMs, growing.firstMs * 2 ** Math.min(over, 30))
    return Math.max(0, (times[0] ?? 0) + pauseMs - nowMs)
  }
  return Math.max(1, (times[max - 1] ?? nowMs) + windowMs - nowMs)
}
