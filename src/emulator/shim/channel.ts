import type { Switch } from '../switches.ts'

/** Header in which the front server tells the shim what the platform knows of a request. Stripped from clients. */
export const channelHeader = 'x-edgeone-channel'

/** Header in which the shim tells what the request used until it answered. Stripped before the client sees it. */
export const usageHeader = 'x-edgeone-usage'

/** Content of `CHANNEL_HEADER`, as JSON. */
export interface Channel {
  /** Proof that the front server wrote it. */
  token: string
  /** Names the request to the KV service, which is then told its end; `''` where nobody waits for that. */
  id: string
  clientIp: string
  /** Added to the clock, milliseconds; 0 outside of tests. */
  skewMs: number
  /** What is false of the platform for this request. */
  switches: readonly Switch[]
  /** Waits of a second behind the answer are over at once, and the clock moves by them. */
  isHurried: boolean
}

/** Content of `USAGE_HEADER`, as JSON. */
export interface Usage {
  get: number
  put: number
  delete: number
  list: number
  /** Longest chain of KV operations that waited for one another. */
  rounds: number
  fetches: number
  consoleCalls: number
  /** Iterations of all loops, and the most that one loop made; 0 where the runtime does not count them. */
  loops: number
  longestLoop: number
}
