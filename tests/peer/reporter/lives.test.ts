import { expect, it } from 'vitest'
import { live, type Life } from '../../support/reporter/lives.ts'
import { Machine } from '../../support/reporter/machine.ts'
import { awks, programPath } from '../../support/reporter/shells.ts'

const lives = 2000
const dash = [programPath('dash')]

/** Two shells at a time, a machine for each. */
async function lived(seeds: readonly number[], isCalm: boolean, awk: string): Promise<Life[]> {
  const half = Math.ceil(seeds.length / 2)
  const parts = [seeds.slice(0, half), seeds.slice(half)].map(async (part) => {
    const machine = new Machine()
    try {
      machine.link('awk', awk)
      return await live(machine, dash, part, isCalm)
    } finally {
      machine.remove()
    }
  })
  return (await Promise.all(parts)).flat()
}

function range(from: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + i)
}
/** Bytes of all counts that the script began. */
function counted({ totals }: Life, looks: number): number {
  const last = new Map(totals.slice(0, looks).map(({ counter, bytes }) => [counter, bytes]))
  return [...last.values()].reduce((sum, bytes) => sum + bytes, 0)
}

it(
  `${lives} lives of machines on which counters pass for each other: never a byte too many`,
  { timeout: 900_000 },
  async () => {
    let [told, carried, whole] = [0, 0, 0]
    for (let from = 1; from <= lives; from += 250) {
      for (const life of await lived(range(from, 250), false, programPath('mawk'))) {
        expect(life.totals.length, `life ${life.seed}`).toBe(life.carried.length)
        life.carried.forEach((bytes, look) => {
          expect(counted(life, look + 1), `life ${life.seed}, look ${look}`).toBeLessThanOrEqual(bytes)
        })
        if (life.totals.length === 8) whole += 1
        told += counted(life, 8)
        carried += life.carried.at(-1) ?? 0
      }
    }
    // most lives are told to their end, and what happens in them leaves much that is sure
    expect(whole).toBeGreaterThan(lives / 2)
    expect(told / carried).toBeGreaterThan(0.3)
  },
)

it.each(awks)(
  '$name counts each byte of 40 calm lives, and none too many of 40 wild ones',
  { timeout: 300_000 },
  async ({ program }) => {
    for (const life of await lived(range(10_000, 40), true, program)) {
      expect(life.totals.length, `life ${life.seed}`).toBe(8)
      life.carried.forEach((bytes, look) => {
        expect(counted(life, look + 1), `life ${life.seed}, look ${look}`).toBe(bytes)
      })
    }
    for (const life of await lived(range(20_000, 40), false, program)) {
      life.carried.forEach((bytes, look) => {
        expect(counted(life, look + 1), `life ${life.seed}, look ${look}`).toBeLessThanOrEqual(bytes)
      })
    }
  },
)
