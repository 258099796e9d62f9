import { expect, test } from 'vitest'
import { countLoops } from '../../src/emulator/edge/count-loops.ts'

type Loops = { run: number; longest: number }

/** What a program says, and what its loops did. */
function run(code: string): { said: unknown; loops: Loops } {
  const scope: { __loops?: Loops } = {}
  const said: unknown = new Function(
    'globalThis',
    countLoops(`const said = [];${code};globalThis.said = said`),
  )
  ;(said as (world: object) => void)(scope)
  const { __loops: loops } = scope
  if (loops === undefined) throw new Error('no loop was counted')
  return { said: (scope as { said?: unknown }).said, loops }
}

test.each([
  ['for (let i = 0; i < 5; i += 1) said.push(i)', [0, 1, 2, 3, 4], { run: 5, longest: 5 }],
  [
    'for (const a of [1, 2]) for (const b in { x: 1, y: 1 }) said.push(a + b)',
    undefined,
    { run: 6, longest: 2 },
  ],
  ['let n = 3; while (n) said.push(n--)', [3, 2, 1], { run: 3, longest: 3 }],
  [
    'let n = 3; do said.push(n); while (--n); if (n === 0) for (;;) break; else said.push(9)',
    [3, 2, 1],
    { run: 4, longest: 3 },
  ],
  [
    'out: in1: for (const a of "äb") { for (;;) { said.push(a); if (a === "ä") continue out; break out } }',
    ['ä', 'b'],
    { run: 4, longest: 2 },
  ],
  ['for (;;) {break}for (const x of []) ;', [], { run: 1, longest: 1 }],
  [
    'for (var k = 0, f = () => { while (k < 3) k += 1 }; k < 4; k += 1) f(); said.push(k)',
    [4],
    { run: 4, longest: 3 },
  ],
])('%s', (code, said, loops) => {
  const ran = run(code)
  if (said !== undefined) expect(ran.said).toEqual(said)
  expect(ran.loops).toEqual(loops)
})

test('code that is none is refused', () => {
  expect(() => countLoops('for (')).toThrow('cannot be read')
})
