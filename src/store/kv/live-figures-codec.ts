import { decode36, encode36, dayMs, historyDays } from '../../domain/values/index.ts'
import { windowSlots, type LiveFigures, type SlotFigures } from '../../domain/presence/index.ts'

/**
 * A live fact's payload, in the alphabet of keys. Widths: online 1 (two more where the report came from an address that the
 * node lists), bandwidth 7 (kbps), connections 4, tier 7,
 * latency 4 (0.1 ms), uptime 6 (s), 4 gaps of 3 (s), first 8, since 8 (ms), used 11 (bytes), period start 4 (UTC day),
 * 18 slots of 3 + 3, their states 6, 90 days of 2, version (rest). `_` filled = absent.
 */
function absent(width: number): string {
  return '_'.repeat(width)
}

function put(value: number | null, width: number, scale = 1): string {
  return value === null || value < 0 ? absent(width) : encode36(value * scale, width)
}

/** Steps of one up to 20 000, then of 0.03 %, in three characters: up to 10^8. */
const codeWidth = 3
const exactMax = 20_000
const growth = Math.log(1e8 / exactMax) / (36 ** codeWidth - 1 - exactMax)

function toCode(value: number): string {
  return encode36(
    value <= exactMax ? value : exactMax + Math.round(Math.log(value / exactMax) / growth),
    codeWidth,
  )
}

function fromCode(code: number): number {
  return code <= exactMax ? code : Math.round(exactMax * Math.exp((code - exactMax) * growth))
}

const stateDigits = { none: 0, up: 1, down: 2 } as const
const digitStates = ['none', 'up', 'down'] as const

function packStates(slots: readonly SlotFigures[]): string {
  let text = ''
  for (let at = 0; at < slots.length; at += 3) {
    let digit = 0
    for (const slot of slots.slice(at, at + 3)) digit = digit * 3 + stateDigits[slot.state]
    text += encode36(digit, 1)
  }
  return text
}

const versionCharsMax = 60
const escapes: Record<string, string> = { '.': 'D', '-': 'M', '+': 'P', '~': 'T', _: 'L', ' ': 'S' }
const unescapes = new Map(Object.entries(escapes).map(([char, code]) => [code, char]))

function encodeVersion(version: string): string {
  let text = ''
  for (const unit of version.split('')) {
    const code = /[a-z0-9]/.test(unit)
      ? unit
      : (escapes[unit] ?? `X${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    if (text.length + code.length > versionCharsMax) break
    text += code
  }
  return text
}

function decodeVersion(text: string): string {
  return text.replace(
    /X([0-9a-f]{4})|([A-Z])/g,
    (_whole, hex: string | undefined, code: string | undefined) =>
      hex === undefined ? (unescapes.get(code ?? '') ?? '') : String.fromCharCode(Number.parseInt(hex, 16)),
  )
}

const sameMachine = 2

/** Payload of a live fact: at most 426 characters of `[A-Za-z0-9_]`. */
export function encodeLive(live: LiveFigures): string {
  const gaps = [...live.gapsS, null, null, null, null].slice(0, 4)
  let slots = ''
  for (const { bandwidth, connections } of live.window) slots += toCode(bandwidth * 10) + toCode(connections)
  return (
    encode36((live.online ? 1 : 0) + (live.isSameMachine === true ? sameMachine : 0), 1) +
    put(live.bandwidth, 7, 1000) +
    put(live.connections, 4) +
    put(live.tier, 7, 1000) +
    put(live.latencyMs, 4, 10) +
    put(live.uptimeS, 6) +
    gaps.map((gap) => put(gap, 3)).join('') +
    put(live.firstMs, 8) +
    put(live.sinceMs, 8) +
    put(live.usedBytes, 11) +
    put(live.periodStartMs / dayMs, 4) +
    slots +
    packStates(live.window) +
    live.days +
    encodeVersion(live.version)
  )
}

const widths = {
  head: 72,
  slots: windowSlots * 2 * codeWidth,
  states: windowSlots / 3,
  days: historyDays * 2,
} as const
const fixed = widths.head + widths.slots + widths.states + widths.days
const shape = /^[0-3][0-9a-z]{11}[0-9a-z_]{29}[0-9a-z]{31}/

function take(text: string, at: number, width: number, scale = 1): number | null {
  const value = decode36(text.slice(at, at + width))
  return value === undefined ? null : value / scale
}

function unpackWindow(text: string): SlotFigures[] {
  const slots: SlotFigures[] = []
  for (let at = 0; at < windowSlots; at += 1) {
    const digit = take(text, widths.slots + Math.floor(at / 3), 1) ?? 0
    const state = digitStates[Math.floor(digit / 3 ** (2 - (at % 3))) % 3] ?? 'none'
    slots.push({
      state,
      bandwidth: fromCode(take(text, at * 2 * codeWidth, codeWidth) ?? 0) / 10,
      connections: fromCode(take(text, (at * 2 + 1) * codeWidth, codeWidth) ?? 0),
    })
  }
  return slots
}

/** Reads a payload; undefined when it is none. `timeMs` stands before it in the key. */
export function decodeLive(payload: string, timeMs: number): LiveFigures | undefined {
  if (payload.length < fixed || !shape.test(payload)) return undefined
  const gapsS: number[] = []
  for (let at = 29; at < 41; at += 3) {
    const gap = take(payload, at, 3)
    if (gap !== null) gapsS.push(gap)
  }
  const head = Number(payload[0])
  const windowEnd = widths.head + widths.slots + widths.states
  return {
    timeMs,
    online: head % sameMachine === 1,
    ...(head >= sameMachine ? { isSameMachine: true } : {}),
    bandwidth: take(payload, 1, 7, 1000) ?? 0,
    connections: take(payload, 8, 4) ?? 0,
    tier: take(payload, 12, 7, 1000),
    latencyMs: take(payload, 19, 4, 10) ?? -1,
    uptimeS: take(payload, 23, 6),
    gapsS,
    firstMs: take(payload, 41, 8) ?? 0,
    sinceMs: take(payload, 49, 8) ?? 0,
    usedBytes: take(payload, 57, 11) ?? 0,
    periodStartMs: (take(payload, 68, 4) ?? 0) * dayMs,
    window: unpackWindow(payload.slice(widths.head, windowEnd)),
    days: payload.slice(windowEnd, fixed),
    version: decodeVersion(payload.slice(fixed)),
  }
}
