/** Times in which a node is off the lists by its owner's will or expired; `to` 0 = still. Sorted, disjoint. */
export type OffInterval = readonly [fromMs: number, toMs: number]

/** Seven weekly windows within what histories show and the week ahead, and what was set by hand. */
const intervalsKept = 160

/** Off intervals with the present expiry put in: from `validUntilMs` on. */
export function offWithExpiry(off: readonly OffInterval[], validUntilMs: number): OffInterval[] {
  return mergeOff([...off, [validUntilMs, 0]])
}

/** Sorts and joins overlapping intervals; the newest ones are kept. */
export function mergeOff(off: readonly OffInterval[]): OffInterval[] {
  const merged: [number, number][] = []
  for (const [from, to] of off.toSorted((a, b) => a[0] - b[0])) {
    const last = merged.at(-1)
    if (to !== 0 && to <= from) continue
    if (last && (last[1] === 0 || last[1] >= from)) {
      last[1] = last[1] === 0 || to === 0 ? 0 : Math.max(last[1], to)
    } else merged.push([from, to])
  }
  return merged.slice(-intervalsKept)
}

/** True when the instant lies in one of the intervals. */
export function isOff(off: readonly OffInterval[], ms: number): boolean {
  for (const [from, to] of off) if (ms >= from && (to === 0 || ms < to)) return true
  return false
}

/** Off list after an edit: closes what ended (enabled again, validity prolonged), opens what began (drained). */
export function offAfterEdit(
  off: readonly OffInterval[],
  before: { readonly is_enabled: 0 | 1; readonly validUntilMs: number },
  after: { readonly is_enabled: 0 | 1; readonly validUntilMs: number },
  nowMs: number,
): OffInterval[] {
  const list: OffInterval[] = off.map(([from, to]) => [from, to === 0 && after.is_enabled === 1 ? nowMs : to])
  if (before.is_enabled === 1 && after.is_enabled === 0) list.push([nowMs, 0])
  if (before.validUntilMs < nowMs && after.validUntilMs > before.validUntilMs) {
    list.push([before.validUntilMs, Math.min(nowMs, after.validUntilMs)])
  }
  return mergeOff(list)
}
