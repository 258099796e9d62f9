import { hourMs } from '../values/time.ts'
import type { BootEntry, ReportFact } from './traffic-account.ts'

const bootsKept = 16
/** Characters of a counter's name that are the boot's; what follows is the installation's. */
const bootChars = 8
/**
 * A smaller total this long after the greatest is a counter that was put back. Sooner it may be a request that was
 * overtaken: one lasts 30 s at most, and two clocks are at most 10 s apart.
 */
const overtakenMs = 45_000
/** A counter that falls twice within this is two machines that take turns: what they carry cannot be told apart. */
const flapMs = hourMs

/**
 * How a run began. The first value of a run is subtracted where it fell, falls to and fro, or where another installation
 * has the same boot; a sum that its reporter put back to zero counts whole.
 */
export const runKinds = { counted: 0, fell: 1, flaps: 2, other: 3, reset: 4 } as const

/** Name of the sum that a reporter keeps by itself, for a period of its own reckoning (`legacy_cumulative`). */
export const ownSum = 'ffffffff'
/** What is left of a sum that was put back: one that falls by less is another reading of the same. */
const resetShare = 0.5

function kindOf(entry: BootEntry): number {
  return entry[6] ?? runKinds.counted
}

/** When the run reached its greatest value; entries of an earlier form only know when they last spoke. */
function maxMsOf(entry: BootEntry): number {
  return entry[5] ?? entry[4]
}

/** Traffic of all runs: what each counted, less what the very first one had counted before it was ever seen. */
function totalBytes(boots: readonly BootEntry[]): number {
  let sum = 0
  let first: BootEntry | undefined
  for (const boot of boots) {
    sum += boot[3] - (countsWhole(boot) ? 0 : boot[2])
    if (first === undefined || boot[1] < first[1]) first = boot
  }
  return sum - (first === undefined || !countsWhole(first) ? 0 : first[2])
}

function countsWhole(boot: BootEntry): boolean {
  return kindOf(boot) === runKinds.counted || kindOf(boot) === runKinds.reset
}

function extend(entry: BootEntry, bytes: number, timeMs: number): BootEntry {
  const isGreater = bytes > entry[3] || (bytes === entry[3] && timeMs < maxMsOf(entry))
  return [
    entry[0],
    Math.min(entry[1], timeMs),
    Math.min(entry[2], bytes),
    Math.max(entry[3], bytes),
    Math.max(entry[4], timeMs),
    isGreater ? timeMs : maxMsOf(entry),
    kindOf(entry),
  ]
}

function isSameBoot(one: string, other: string): boolean {
  return one.slice(0, bootChars) === other.slice(0, bootChars)
}

/** A reporter that says its installation since it was updated goes on with the counter that it had without. */
function adopt(boots: readonly BootEntry[], name: string): readonly BootEntry[] {
  const plain = name.slice(0, bootChars)
  const siblings = boots.filter((entry) => isSameBoot(entry[0], name))
  if (name === plain || siblings.length === 0 || siblings.some((entry) => entry[0] !== plain)) return boots
  return boots.map(([boot, ...rest]) => [boot === plain ? name : boot, ...rest] as BootEntry)
}

function addRun(boots: readonly BootEntry[], name: string, bytes: number, timeMs: number): BootEntry[] {
  const runs = boots.filter((entry) => entry[0] === name).toSorted((one, other) => one[1] - other[1])
  const last = runs.at(-1)
  const begin = (kind: number): BootEntry => [name, timeMs, bytes, bytes, timeMs, timeMs, kind]
  if (last === undefined) {
    // What a sum had when it was first told was counted otherwise, or never.
    const isOther = name === ownSum || boots.some((entry) => isSameBoot(entry[0], name))
    return [...boots, begin(isOther ? runKinds.other : runKinds.counted)]
  }
  const replace = (entry: BootEntry, next: BootEntry): BootEntry[] => [
    ...boots.filter((one) => one !== entry),
    next,
  ]
  const hasFallen = bytes < last[3] && timeMs > maxMsOf(last) + overtakenMs && timeMs >= last[4]
  if (!hasFallen) {
    const own = runs.findLast((entry) => entry[1] <= timeMs) ?? runs[0] ?? last
    return replace(own, extend(own, bytes, timeMs))
  }
  const kind = kindOf(last)
  const hasBegunLately = kind !== runKinds.counted && kind !== runKinds.other && timeMs - last[1] < flapMs
  if (kind !== runKinds.flaps && !hasBegunLately) {
    const isReset = name === ownSum && bytes <= last[3] * resetShare
    return [...boots, begin(isReset ? runKinds.reset : runKinds.fell)]
  }
  // Nothing is counted of what lies below the greatest value; that of two machines cannot be told apart.
  const [boot, firstMs, min, max, lastMs, maxMs] = last
  return replace(last, [boot, firstMs, min, max, Math.max(lastMs, timeMs), maxMs ?? lastMs, runKinds.flaps])
}

/**
 * Takes a cumulative counter in. The increment is how much the total of all runs grows, so the order in which
 * reports arrive changes only the day that it is put on, never the sum. A counter that falls (a machine that was put
 * back to a snapshot) begins another run: what is carried from then on counts.
 */
export function addCounter(
  boots: readonly BootEntry[],
  name: string,
  fact: ReportFact,
): { readonly boots: readonly BootEntry[]; readonly bytes: number } {
  const before = totalBytes(boots)
  const next = addRun(adopt(boots, name), name, fact.traffic.bytes, fact.timeMs)
  return { boots: next, bytes: Math.max(0, totalBytes(next) - before) }
}

/** Drops the runs that were silent longest, but never the first one, whose base is subtracted. */
export function pruneBoots(boots: readonly BootEntry[]): readonly BootEntry[] {
  if (boots.length <= bootsKept) return boots
  const [first, ...rest] = boots.toSorted((a, b) => a[1] - b[1])
  const newest = rest.toSorted((a, b) => a[4] - b[4]).slice(1 - bootsKept)
  return first === undefined ? newest : [first, ...newest]
}
