import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as keys from '../../../src/store/kv/keys.ts'

const id = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER })
const ms = fc.integer({ min: 1_735_689_600_000, max: 36 ** 8 - 1 })

describe('ids in keys', () => {
  test('an id key reads back and has 12 characters of the alphabet', () => {
    fc.assert(
      fc.property(id, (value) => {
        const text = keys.idKey(value)
        expect(text).toMatch(/^[0-9a-z]{12}$/)
        expect(keys.parseIdKey(text)).toBe(value)
      }),
    )
  })
  test('an id key with the wrong shard, width or alphabet is none', () => {
    expect(keys.parseIdKey('100000000000')).toBeUndefined()
    expect(keys.parseIdKey('00000000000')).toBeUndefined()
    expect(keys.parseIdKey('0000000000-0')).toBeUndefined()
    expect(keys.parseIdKey('fzzzzzzzzzzz')).toBeUndefined()
  })
  test('a new id is a safe integer that holds its time', () => {
    fc.assert(
      fc.property(ms, fc.uint8Array({ minLength: 2, maxLength: 2 }), (now, bytes) => {
        const made = keys.makeId(now, () => bytes)
        expect(Number.isSafeInteger(made)).toBe(true)
        expect(keys.idTimeMs(made)).toBe(Math.max(now, keys.idEpochMs + 1))
      }),
    )
  })
})

describe('trials of a self-test', () => {
  test('tell when their run began; another key does not', () => {
    fc.assert(
      fc.property(ms, fc.constantFrom('seen', 'wait', 'k299'), (timeMs, what) => {
        const key = keys.trialKey(`${keys.timeKey(timeMs)}_0123abcd`, what)
        expect(key).toMatch(/^[A-Za-z0-9_]{1,512}$/)
        expect(keys.parseTrialKey(key)).toBe(timeMs)
      }),
    )
    expect(keys.parseTrialKey('st_00000000_0123abcd')).toBeUndefined()
    expect(keys.parseTrialKey(keys.lastSelfTestKey)).toBeUndefined()
  })
})

describe('index keys', () => {
  test('the name index reads back', () => {
    fc.assert(
      fc.property(id, fc.string({ unit: 'grapheme' }), ms, (value, name, timeMs) => {
        const user = keys.userKey('user@example.com')
        const key = keys.nameIndexKey(user, name, value, timeMs)
        expect(key).toMatch(/^[A-Za-z0-9_]{1,512}$/)
        expect(keys.parseNameIndex(key)).toEqual({ user, nameHash: keys.nameKey(name), id: value, timeMs })
      }),
    )
  })
  test('the config index reads back, anything else is refused', () => {
    fc.assert(
      fc.property(id, ms, (value, revision) => {
        expect(keys.parseConfigIndex(keys.configKey(value, revision))).toEqual({ id: value, revision })
      }),
    )
    expect(keys.parseConfigIndex('c_000000000000_')).toBeUndefined()
    expect(keys.parseConfigIndex('c_nonsense')).toBeUndefined()
  })
})
