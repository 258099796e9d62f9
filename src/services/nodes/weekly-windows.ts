import type { NodeUpdate, OwnNode } from '../../contract/node.ts'
import type { WeeklyWindow } from '../../domain/presence/index.ts'
import { minuteMs } from '../../domain/values/index.ts'

type WindowsGiven = NonNullable<NodeUpdate['weekly_maintenance']>

/** Windows of a request as the store keeps them; `zoneMs` is the site's, for those that name no zone. */
export function toWeeklyWindows(given: WindowsGiven, zoneMs: number): readonly WeeklyWindow[] {
  return given.map(({ weekday, from, to, utc_offset: offset = zoneMs / minuteMs }): WeeklyWindow => {
    return [weekday, minutesOf(from), minutesOf(to), offset]
  })
}

/** The same as the API answers them. */
export function toWindowAnswers(windows: readonly WeeklyWindow[]): OwnNode['weekly_maintenance'] {
  return windows.map(([weekday, from, to, offset]) => {
    return { weekday, from: clockOf(from), to: clockOf(to), utc_offset: offset }
  })
}

function minutesOf(clock: string): number {
  const [hours, minutes] = clock.split(':')
  return 60 * Number(hours) + Number(minutes)
}

function clockOf(minutes: number): string {
  const [hour, minute] = [Math.floor(minutes / 60), minutes % 60]
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`
}
