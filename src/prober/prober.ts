import type { CheckInput, CheckResult } from '../contract/check.ts'
import { limits } from '../contract/limits.ts'
import type { ProberResult, ProberWork } from '../contract/places.ts'
import { minuteMs } from '../contract/time.ts'
import {
  addressTag,
  checkCodeOf,
  dueChecks,
  looksOf,
  vouchMs,
  type DueCheck,
  type Result,
} from '../domain/evidence/index.ts'
import type { Reply } from './site.ts'

/** What a place needs of the world. */
export type ProberHost = {
  readonly site: {
    work(): Promise<Reply<ProberWork>>
    post(results: readonly ProberResult[]): Promise<Reply<{ kept: number }>>
  }
  check(input: CheckInput): Promise<CheckResult>
  nowMs(): number
  say(line: string): void
}

const workEveryMs = 5 * minuteMs
/** Results are worth nothing to the site when they are older. */
const keptMs = 14 * minuteMs
/** While the site is away it is asked after these pauses, in minutes. */
const backOffMinutes = [1, 2, 4]
const place = 'prober'

/** Checks for a site, a minute at a time. It remembers the last hour, so that it goes on while the site is away. */
export class Prober {
  readonly #host: ProberHost
  #work: ProberWork | undefined
  #workMs = -Infinity
  #known: Result[] = []
  #unsent: ProberResult[] = []
  #failures = 0
  #askMs = 0

  constructor(host: ProberHost) {
    this.#host = host
  }

  /** Results that the site has not taken yet. */
  get unsent(): number {
    return this.#unsent.length
  }

  /** One minute's work: fetch, check, send. Answers false when the key is none: there is nothing more to do. */
  async minute(): Promise<boolean> {
    if (!(await this.#fetchWork())) return false
    await this.#checkDue()
    return this.#send()
  }

  async #fetchWork(): Promise<boolean> {
    const nowMs = this.#host.nowMs()
    if (nowMs - this.#workMs < workEveryMs || nowMs < this.#askMs) return true
    const reply = await this.#host.site.work()
    if (reply.kind === 'refused') return this.#refused()
    if (reply.kind === 'away') return this.#away(reply.why)
    this.#workMs = nowMs
    if (reply.kind === 'ok') {
      this.#work = reply.value
      this.#host.say(`${reply.value.place.name}: ${reply.value.nodes.length} nodes to check`)
    }
    return true
  }

  async #checkDue(): Promise<void> {
    const work = this.#work
    if (work === undefined) return
    const nowMs = this.#host.nowMs()
    this.#known = this.#known.filter(({ ms }) => ms > nowMs - vouchMs)
    this.#unsent = this.#unsent.filter(({ check_time }) => Date.parse(check_time) > nowMs - keptMs)
    const looks = looksOf(this.#known).get(place)
    const nodes = new Map(work.nodes.map((node) => [node.id, node]))
    const due = dueChecks(work.nodes, looks, nowMs, work.checks_per_minute)
    await Promise.all(
      due.map(async (one) => {
        const { network_name = work.network_name, network_secret = '' } = nodes.get(one.node) ?? {}
        this.#note(one, await this.#host.check({ server: one.url, network_name, network_secret }))
      }),
    )
  }

  #note({ node, url }: DueCheck, result: CheckResult): void {
    const {
      is_online,
      code: said = '',
      latency_ms,
      check_time,
      connection_count,
      easytier_version = '',
      avoids_relay,
    } = result
    const code = checkCodeOf(is_online, said)
    if (code === undefined) return
    const ms = Date.parse(check_time)
    const plain = { latencyMs: -1, peers: 0, version: '', avoidsRelay: undefined, sinceMs: ms, mostSeen: 0 }
    this.#known.push({ node, address: addressTag(url), place, ms, code, ...plain })
    this.#unsent.push({
      node,
      url,
      check_time,
      is_online,
      code: said,
      latency_ms,
      connection_count,
      easytier_version: easytier_version.slice(0, limits.versionCharsMax),
      ...(avoids_relay === undefined ? {} : { avoids_relay }),
    })
  }

  async #send(): Promise<boolean> {
    while (this.#unsent.length > 0 && this.#host.nowMs() >= this.#askMs) {
      const some = this.#unsent.slice(0, limits.proberResultsMax)
      const reply = await this.#host.site.post(some)
      if (reply.kind === 'refused') return this.#refused()
      if (reply.kind !== 'ok') return this.#away(reply.kind === 'away' ? reply.why : 'HTTP 304')
      if (this.#failures > 0) this.#host.say('the site answers again')
      this.#failures = 0
      this.#unsent = this.#unsent.slice(some.length)
    }
    return true
  }

  #refused(): false {
    this.#host.say('the site does not know this key: it was revoked, or is of another site')
    return false
  }

  #away(why: string): true {
    if (this.#failures === 0) this.#host.say(`the site does not answer (${why}); checking on`)
    const minutes = backOffMinutes[Math.min(this.#failures, backOffMinutes.length - 1)] ?? 1
    this.#failures += 1
    this.#askMs = this.#host.nowMs() + minutes * minuteMs - 1000
    return true
  }
}
