import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { Kv } from '../store/kv/index.ts'

/** Seconds. */
const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

export type KvOperation = 'get' | 'put' | 'delete' | 'list'

/** What is read at the moment of asking. */
export type Findings = {
  readonly nodesByState: Readonly<Record<string, number>>
  /** Seconds since the last tick; undefined before the first. */
  readonly tickAgeS: number | undefined
  readonly storeWorks: boolean
}

/** What this process counts, as Prometheus reads it; a registry of its own, so that two servers may live in one process. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Requests by route and status',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: durations,
    registers: [this.#registry],
  })
  readonly #operations = new Counter({
    name: 'easytier_kv_operations_total',
    help: 'Operations of the store',
    labelNames: ['operation'] as const,
    registers: [this.#registry],
  })
  readonly #reports = new Counter({
    name: 'easytier_reports_total',
    help: 'Reports by what came of them',
    labelNames: ['outcome'] as const,
    registers: [this.#registry],
  })
  readonly #checks = new Counter({
    name: 'easytier_check_results_total',
    help: 'Results of the checker in this process, by code; online ones are ok',
    labelNames: ['code'] as const,
    registers: [this.#registry],
  })
  readonly #nodes = new Gauge({
    name: 'easytier_nodes',
    help: 'Nodes by state',
    labelNames: ['state'] as const,
    registers: [this.#registry],
  })
  readonly #tickAge = new Gauge({
    name: 'easytier_tick_age_seconds',
    help: 'Since the last tick that this process knows of; -1 before the first',
    registers: [this.#registry],
  })
  readonly #store = new Gauge({
    name: 'easytier_store_up',
    help: '1 while the store works',
    registers: [this.#registry],
  })

  constructor() {
    collectDefaultMetrics({ register: this.#registry })
  }

  /** One request that was answered. `route` is of a closed set: the ids of the table and a few words. */
  countRequest(request: {
    readonly route: string
    readonly method: string
    readonly status: number
    readonly ms: number
  }): void {
    const { route, method, status, ms } = request
    this.#requests.observe({ route, method: knownMethod(method), status: String(status) }, ms / 1000)
    if (route === 'report') this.#reports.inc({ outcome: status < 300 ? 'accepted' : 'refused' })
  }

  countOperation(operation: KvOperation): void {
    this.#operations.inc({ operation })
  }

  /** One result; a code that is none of the checker's closed set does not come from it. */
  countCheck(code: string): void {
    this.#checks.inc({ code })
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  /** The text that Prometheus reads. */
  async text({ nodesByState, tickAgeS, storeWorks }: Findings): Promise<string> {
    this.#nodes.reset()
    for (const [state, count] of Object.entries(nodesByState)) this.#nodes.set({ state }, count)
    this.#tickAge.set(tickAgeS ?? -1)
    this.#store.set(storeWorks ? 1 : 0)
    return this.#registry.metrics()
  }
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])

/** A label has few values, whatever a client sends. */
function knownMethod(method: string): string {
  return methods.has(method) ? method : 'other'
}

/** A store whose operations are counted. */
export function countedKv(kv: Kv, metrics: Metrics): Kv {
  const count = <Result>(operation: KvOperation, result: Promise<Result>): Promise<Result> => {
    metrics.countOperation(operation)
    return result
  }
  return {
    get: (key) => count('get', kv.get(key)),
    put: (key, value) => count('put', kv.put(key, value)),
    delete: (key) => count('delete', kv.delete(key)),
    list: (options) => count('list', kv.list(options)),
  }
}
