import { beforeEach, expect, test, vi } from 'vitest'
import { hearServerTime, serverNowMs } from '../../../src/ui/lib/server-clock.ts'

const serverMs = Date.UTC(2026, 10, 30, 12)
const dayMs = 86_400_000

beforeEach(() => {
  vi.useFakeTimers()
  return () => vi.useRealTimers()
})

test.each([-3 * dayMs, -121_000, 121_000, 400 * dayMs])(
  'a clock that is off by %s ms is set by the server',
  (offMs) => {
    vi.setSystemTime(serverMs + offMs)
    hearServerTime(new Date(serverMs).toUTCString())
    expect(serverNowMs()).toBe(serverMs)
    vi.advanceTimersByTime(90_000)
    expect(serverNowMs()).toBe(serverMs + 90_000)
  },
)

test('a clock that is nearly right is believed, also after it was wrong; an answer without a date says nothing', () => {
  vi.setSystemTime(serverMs + dayMs)
  hearServerTime(new Date(serverMs).toUTCString())
  for (const header of [null, '', 'yesterday']) hearServerTime(header)
  expect(serverNowMs()).toBe(serverMs)
  vi.setSystemTime(serverMs + 100_000)
  hearServerTime(new Date(serverMs).toUTCString())
  expect(serverNowMs()).toBe(serverMs + 100_000)
})
