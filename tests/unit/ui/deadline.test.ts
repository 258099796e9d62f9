import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { repositoryRoot } from '../../../src/tools/paths.ts'
import { deadline } from '../../../src/ui/lib/deadline.ts'

describe('deadline', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  it('aborts when the time has passed, and says that it was the time', () => {
    const limit = deadline(1000)
    vi.advanceTimersByTime(999)
    expect(limit.signal.aborted).toBe(false)
    vi.advanceTimersByTime(1)
    expect([limit.signal.aborted, limit.passed()]).toEqual([true, true])
    expect((limit.signal.reason as DOMException).name).toBe('TimeoutError')
  })

  it('aborts with another signal, before or after it was made, which is not the time', () => {
    const control = new AbortController()
    const limit = deadline(1000, control.signal)
    control.abort('left')
    expect([limit.signal.aborted, limit.signal.reason, limit.passed()]).toEqual([true, 'left', false])
    expect(deadline(1000, AbortSignal.abort('gone')).signal.reason).toBe('gone')
  })

  it('leaves no timer behind when the work is done', () => {
    const limit = deadline(1000)
    limit.done()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(5000)
    expect(limit.signal.aborted).toBe(false)
  })
})

/** Younger than the oldest browser that the pages are built for (`cssTarget` of the build: Chrome 111). */
const tooYoung = [
  /\bAbortSignal\s*\.\s*(?:any|timeout)\b/, // 116; 103, but Safari 16
  /\bPromise\s*\.\s*(?:withResolvers|try)\b/, // 119, 128
  /\b(?:Object|Map)\s*\.\s*groupBy\b/, // 117
  /\bArray\s*\.\s*fromAsync\b/, // 121
  /\bURL\s*\.\s*(?:canParse|parse)\b/, // 120, 126
  /\.(?:isSubsetOf|isSupersetOf|symmetricDifference|isDisjointFrom)\(/, // 122
  /\.(?:values|keys|entries)\(\)\s*\.\s*(?:map|filter|take|drop|toArray|some|every|find|reduce)\(/, // 122
  /\bIntl\s*\.\s*DurationFormat\b/, // 129
  /\b(?:showPopover|startViewTransition|scheduler\s*\.\s*yield)\b/, // 114, 111, 129
]

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
}

describe('what the pages ask of browsers', () => {
  const ui = path.join(repositoryRoot, 'src/ui')
  const files = [...sources(ui), ...sources(path.join(repositoryRoot, 'src/contract'))].filter(
    (file) => !file.startsWith(path.join(ui, 'build')) && !file.endsWith('.config.ts'),
  )

  it('is nothing younger than the browsers they are built for', () => {
    expect(files.length).toBeGreaterThan(100)
    const found = files.flatMap((file) => {
      const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
      return tooYoung.filter((api) => api.test(code)).map((api) => `${file} ${api.source}`)
    })
    expect(found).toEqual([])
  })

  it('would find them', () => {
    const young = [
      'AbortSignal.any([a])',
      'Promise.withResolvers()',
      'Object.groupBy(x, y)',
      'URL.canParse(x)',
    ]
    for (const code of young)
      expect(
        tooYoung.some((api) => api.test(code)),
        code,
      ).toBe(true)
  })
})
