/** What was said of a node, by whoever: a report, or its owner's pause and resumption. */
export type Said = { readonly name: string; readonly ms: number } & (
  | { readonly what: 'report'; readonly online: boolean; readonly intervalS: number }
  | { readonly what: 'drain'; readonly isOn: boolean }
  | { readonly what: 'maintenance'; readonly untilMs: number }
  | { readonly what: 'weekly'; readonly windows: readonly Window[] }
)

/** Weekday (1 = Monday), minutes from and to, minutes ahead of UTC. */
type Window = readonly [weekday: number, fromMin: number, toMin: number, offsetMin: number]

/** Times of a window within a span, found day by day of its own calendar. */
function timesOf([weekday, from, to, offset]: Window, sinceMs: number, untilMs: number): [number, number][] {
  const times: [number, number][] = []
  for (let day = Math.floor(sinceMs / dayMs) - 3; day * dayMs <= untilMs + dayMs; day += 1) {
    if (((new Date(day * dayMs).getUTCDay() + 6) % 7) + 1 !== weekday) continue
    const beginMs = day * dayMs + (from - offset) * 60_000
    const endMs = day * dayMs + (to - offset) * 60_000 + (to < from ? dayMs : 0)
    const [start, end] = [Math.max(beginMs, sinceMs), Math.min(endMs, untilMs)]
    if (start < end) times.push([start, end])
  }
  return times
}

type Frame = { readonly createdMs: number; readonly validUntilMs: number; readonly untilMs: number }

const dayMs = 86_400_000

/**
 * What must be in the log, as lines of time and kind: the state is worked out anew for every instant at which it may
 * change, from everything that was ever said.
 */
export function expectedEvents(said: readonly Said[], { createdMs, validUntilMs, untilMs }: Frame): string[] {
  const lines: string[] = []
  const add = (ms: number, kind: string): void => {
    if (ms > createdMs && ms <= untilMs) lines.push(`${new Date(ms).toISOString()} ${kind}`)
  }
  for (const [kind, days] of [
    ['expires_14', 14],
    ['expires_3', 3],
    ['expires_0', 1],
    ['expired', 0],
  ] as const) {
    add(validUntilMs - days * dayMs, kind)
  }
  // Traffic is reset each day at midnight UTC.
  for (let day = Math.floor(createdMs / dayMs) + 1; day * dayMs <= untilMs; day += 1)
    add(day * dayMs, 'quota_reset')

  const drains = said.filter((one) => one.what === 'drain').toSorted((a, b) => a.ms - b.ms)
  let enabled: boolean | undefined
  for (const drain of drains) {
    if (drain.isOn !== enabled) add(drain.ms, drain.isOn ? 'enabled' : 'drained')
    enabled = drain.isOn
  }
  const maintenance = said.filter((one) => one.what === 'maintenance').toSorted((a, b) => a.ms - b.ms)
  const weekly = said.filter((one) => one.what === 'weekly').toSorted((a, b) => a.ms - b.ms)
  const windows = weekly.flatMap(({ ms, windows: all }, at) =>
    all.flatMap((one) => timesOf(one, ms, weekly[at + 1]?.ms ?? untilMs + 8 * dayMs)),
  )
  /** What was said last of maintenance decides, as long as it lasts; and a window that has begun since. */
  const isMaintained = (ms: number): boolean => {
    const last = maintenance.findLast((one) => one.ms <= ms)
    if (last !== undefined && ms < last.untilMs) return true
    return windows.some(([from, to]) => from <= ms && ms < to && from > (last?.ms ?? 0))
  }
  const edges = [
    ...new Set([...maintenance.flatMap(({ ms, untilMs: end }) => [ms, end]), ...windows.flat()]),
  ].sort((a, b) => a - b)
  for (const ms of edges) {
    if (isMaintained(ms) && !isMaintained(ms - 1)) add(ms, 'maintenance_began')
    if (!isMaintained(ms) && isMaintained(ms - 1)) add(ms, 'maintenance_ended')
  }
  // Of two reports of one millisecond the greater name is the newer one, as everywhere.
  const reports = said
    .filter((one) => one.what === 'report')
    .toSorted((a, b) => a.ms - b.ms || (a.name < b.name ? -1 : 1))
  const [first] = reports
  if (first === undefined) return lines
  add(first.ms, 'first_report')
  const deadline = (report: { ms: number; intervalS: number }): number =>
    report.ms + Math.min(3 * report.intervalS * 1000, 900_000)
  const instants = new Set(
    [
      ...reports.flatMap((report) => [report.ms, deadline(report)]),
      ...drains.map(({ ms }) => ms),
      ...edges,
    ].filter((ms) => ms >= first.ms && ms <= untilMs),
  )
  let known: 'online' | 'offline' | undefined
  for (const ms of [...instants].sort((a, b) => a - b)) {
    const isOff =
      drains.findLast((drain) => drain.ms <= ms)?.isOn === false || isMaintained(ms) || ms >= validUntilMs
    const last = reports.findLast((report) => report.ms <= ms)
    if (isOff) known = undefined
    if (isOff || last === undefined) continue
    const state = last.online && ms < deadline(last) ? 'online' : 'offline'
    if (state === known) continue
    known = state
    if (ms !== first.ms) add(ms, state)
  }
  return lines
}
