import { bytesToHex } from '@noble/hashes/utils.js'
import type { AnnouncementRecord } from '../announcements/announcement-record.ts'
import type { RevokedPlaces } from '../places/places.ts'
import type { LooksMemory } from '../evidence/read-evidence.ts'
import type { OfferedPart } from '../placement/pools.ts'
import type { Kv } from '../kv/port.ts'
import type { Margins } from './margins.ts'
import type { InitializedRecord } from '../system/initialized-record.ts'
import type { StoredSettings } from '../system/settings-record.ts'
import type { RememberedHits } from '../throttle/throttle-rule.ts'
import type { RememberedGiven } from '../throttle/given-nodes.ts'
import type { RememberedUses } from '../api-keys/take-uses.ts'
import {
  createFailedHandouts,
  createHandouts,
  createStrata,
  type FailedHandouts,
  type Handouts,
  type StrataPositions,
  type Pins,
  type Askers,
} from '../../domain/placement/index.ts'

/** Unix time in milliseconds. */
export type Clock = () => number

/** `length` unpredictable bytes. */
export type Random = (length: number) => Uint8Array

/** What every repository needs; built once a request by the edge. */
export type StoreContext = {
  readonly kv: Kv
  readonly clock: Clock
  readonly random: Random
  /** Keeps the isolate alive until the promise settles; the answer does not wait for it. */
  readonly waitUntil: (work: Promise<unknown>) => void
  /** One structured line; absent where nothing is logged. */
  readonly log?: (event: string, fields?: Readonly<Record<string, unknown>>) => void
  /** Of this isolate, lives on globalThis; losing it changes no answer. */
  readonly memory: StoreMemory
  /** Those of margins.ts unless a test runs without them. */
  readonly margins?: Margins
}

/** What an isolate may remember between requests: parsed views, and the marks that make a next read rebuild. */
export type StoreMemory = {
  /** Parsed view values by key, with the time they were read. */
  readonly views: Map<string, { readonly readMs: number; readonly parsed: unknown; readonly text?: string }>
  /**
   * Shards of nodes that were changed here and are not in a view built here yet, with the number of changes;
   * `*` stands for reports that changed figures only.
   */
  readonly dirty: Map<string, number>
  /** When a rebuild was last begun here; `isRebuilding` while it is under way. */
  rebuildMs: number
  isRebuilding: boolean
  /** Answers made of views, by what they are made of. */
  readonly texts: Map<string, { readonly madeMs: number; readonly text: string | Uint8Array<ArrayBuffer> }>
  /** What the rows of a part offer, by the parsed rows it was made of. */
  readonly offered: WeakMap<readonly string[], OfferedPart>
  /** Who asked /peer lately, as IP and key; what was given out, at which pace, and to which networks. */
  readonly askers: Askers
  readonly handouts: Handouts
  readonly strata: StrataPositions
  readonly pins: Pins
  /** Nodes whose callers came back at once. */
  readonly failedHandouts: FailedHandouts
  /** Names that requests of this isolate are giving to nodes just now, as index prefixes -> since when. */
  readonly claimedNames: Map<string, number>
  /** Calls that keep to a limit and are under way just now, by whom it limits. */
  readonly underWay: Map<string, number>
  /** When a tick that this isolate knows of began, or when it last looked for one. */
  tickMs: number
  /** When the numbers of nodes were last read anew behind an answer. */
  numbersMs: number
  /** The numbers for launchers that were read out of the newest rows of their view. */
  numbers: { readonly rows: readonly string[]; readonly byId: ReadonlyMap<number, number> } | undefined
  /** Hits of throttles by rule and subject. */
  readonly throttles: Map<string, RememberedHits>
  /** Nodes that addresses were given. */
  readonly given: Map<string, RememberedGiven>
  /** Uses of API keys by id. */
  readonly keyUses: Map<string, RememberedUses>
  /** When the use of a session was last written down here, by its id. */
  readonly sessionsSeen: Map<string, number>
  /** The checks of the last hour by place, and when they were read here. */
  looks?: LooksMemory
  /** Places that are revoked, and when they were read here. */
  revokedPlaces?: RevokedPlaces
  /** Names of places that check, by id, undefined for a revoked one, and when each was read here. */
  placeNames?: Map<string, { readonly name: string | undefined; readonly readMs: number }>
  /** The marker of the system as last read here, and when. */
  initialized?: { readonly record: InitializedRecord; readonly readMs: number }
  /** Announcements that are not over, as last read here, and when. */
  announcements?: { readonly list: readonly AnnouncementRecord[]; readonly readMs: number }
  /** The settings as last read here, and when. */
  settings?: { readonly record: StoredSettings; readonly readMs: number }
}

/** An empty memory, for the first request of an isolate and for tests. */
export function createMemory(): StoreMemory {
  return {
    views: new Map(),
    dirty: new Map(),
    rebuildMs: 0,
    isRebuilding: false,
    texts: new Map(),
    offered: new WeakMap(),
    askers: new Map(),
    handouts: createHandouts(),
    strata: createStrata(),
    pins: new Map(),
    failedHandouts: createFailedHandouts(),
    claimedNames: new Map(),
    underWay: new Map(),
    tickMs: 0,
    numbersMs: 0,
    numbers: undefined,
    throttles: new Map(),
    given: new Map(),
    keyUses: new Map(),
    sessionsSeen: new Map(),
  }
}

/** Number in [0, 1) with 48 random bits. */
export function randomUnit(random: Random): number {
  let value = 0
  for (const byte of random(6)) value = value * 256 + byte
  return value / 2 ** 48
}

const unitsMax = 256

/** A source of numbers in (0, 1) that asks for more bytes each time: calls of the platform's source are dear. */
export function randomUnits(random: Random): () => number {
  let bytes: Uint8Array = new Uint8Array(0)
  let at = 0
  let units = 2
  return () => {
    if (at >= bytes.length) {
      units = Math.min(2 * units, unitsMax)
      ;[bytes, at] = [random(6 * units), 0]
    }
    let value = 0
    for (const end = at + 6; at < end; at += 1) value = value * 256 + (bytes[at] ?? 0)
    return (value + 0.5) / 2 ** 48
  }
}

/** `length` random bytes as lower-case hex. */
export function randomHex(random: Random, length: number): string {
  return bytesToHex(random(length))
}
