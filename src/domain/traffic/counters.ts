import type { BootEntry, ReportFact } from './traffic-account.ts'

const bootsKept = 16

/** Traffic of all boots: what each counted, less what the very first one had counted before it was ever seen. */
function totalBytes(boots: readonly BootEntry[]): number {
  let sum = 0
  let first: BootEntry | undefined
  for (const boot of boots) {
    sum += boot[3]
    if (first === undefined || boot[1] < first[1]) first = boot
  }
  return sum - (first?.[2] ?? 0)
}

/**
 * Takes a cumulative counter in. The increment is how much the total of all boots grows, so the order in which
 * reports arrive changes only the day that it is put on, never the sum.
 */
export function addCounter(
  boots: readonly BootEntry[],
  boot: string,
  fact: ReportFact,
): { readonly boots: readonly BootEntry[]; readonly bytes: number } {
  const { bytes } = fact.traffic
  const before = totalBytes(boots)
  const known = boots.find(([name]) => name === boot)
  const entry: BootEntry = known
    ? [
        boot,
        Math.min(known[1], fact.timeMs),
        Math.min(known[2], bytes),
        Math.max(known[3], bytes),
        Math.max(known[4], fact.timeMs),
      ]
    : [boot, fact.timeMs, bytes, bytes, fact.timeMs]
  const next = [...boots.filter(([name]) => name !== boot), entry]
  return { boots: next, bytes: Math.max(0, totalBytes(next) - before) }
}

/** Drops the boots that were silent longest, but never the first one, whose base is subtracted. */
export function pruneBoots(boots: readonly BootEntry[]): readonly BootEntry[] {
  if (boots.length <= bootsKept) return boots
  const [first, ...rest] = boots.toSorted((a, b) => a[1] - b[1])
  const newest = rest.toSorted((a, b) => a[4] - b[4]).slice(1 - bootsKept)
  return first === undefined ? newest : [first, ...newest]
}
