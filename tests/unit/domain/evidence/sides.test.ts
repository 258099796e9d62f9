import { describe, expect, test } from 'vitest'
import { sides } from '../../../../src/contract/sides.ts'
import { placeIdOf, sideOf } from '../../../../src/domain/evidence/result.ts'
import {
  bySide,
  carrierIn,
  latencyAmong,
  otherLatencies,
  regionOf,
  sideOfCaller,
  whereIs,
} from '../../../../src/domain/evidence/sides.ts'

describe('sides', () => {
  test.each([
    ['广州 电信', 'telecom'],
    ['中国电信', 'telecom'],
    ['China Telecom', 'telecom'],
    ['中国联通', 'unicom'],
    ['CHINA UNICOM', 'unicom'],
    ['上海移动', 'mobile'],
    ['China Mobile Communications', 'mobile'],
    ['Frankfurt', undefined],
    ['三网 电信 联通 移动', undefined],
    ['', undefined],
  ])('the carrier in %s', (text, carrier) => {
    expect(carrierIn(text)).toBe(carrier)
  })
  test.each([
    ['CN', '中国电信', 'CN-TELECOM', 'telecom'],
    ['CN', '阿里云', 'CN', 'domestic'],
    ['cn', '', 'cn', 'domestic'],
    ['US', 'T-Mobile USA', 'US', 'overseas'],
    ['HK', '中国移动香港', 'HK', 'overseas'],
    ['', '中国电信', '', undefined],
  ])('who asks from %s by %s', (country, isp, from, side) => {
    expect(whereIs(country, isp)).toBe(from)
    expect(sideOfCaller(from)).toBe(side)
  })
  test('what is behind a country and no carrier says nothing', () => {
    expect([sideOfCaller('CN-OVERSEAS'), sideOfCaller('CN-X'), sideOfCaller('DE-TELECOM')]).toEqual([
      'domestic',
      'domestic',
      'overseas',
    ])
  })
  test('a place of a carrier is of its region; one of no side is of none, whatever its random id begins with', () => {
    expect(sides.map((side) => sideOf(placeIdOf(side, 'abcdef')))).toEqual([...sides])
    expect(sides.map(regionOf)).toEqual(['domestic', 'overseas', 'domestic', 'domestic', 'domestic'])
    for (const first of 'dotum') expect(sideOf(placeIdOf(undefined, `${first}bcdef`))).toBeUndefined()
  })
  test('latencies are told as far as they differ, and read back whole', () => {
    const from = (domestic: number, overseas: number, telecom = domestic) =>
      bySide((side) => (side === 'overseas' ? overseas : side === 'telecom' ? telecom : domestic))
    for (const [latencies, allMs, told] of [
      [from(9, 9), 9, []],
      [from(9, 200), 100, [9, 200]],
      [from(9, 200, 5), 100, [9, 200, 5, 9, 9]],
    ] as const) {
      expect(otherLatencies(latencies, allMs)).toEqual(told)
      expect(bySide((side) => latencyAmong(told, side, allMs))).toEqual(latencies)
    }
  })
})
