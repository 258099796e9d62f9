import { scopeIfAny } from './scope.ts'

/** Hurried waits are no longer than this: time limits are. */
const hurriedMsMax = 1_000

/** Has short waits behind an answer end at once where the request says so; the clock of the request moves by them. */
export function installHurry(): void {
  const native = globalThis.setTimeout
  const hurried = (run: () => void, delayMs = 0, ...args: never[]): unknown => {
    const scope = scopeIfAny()
    const isWait = scope?.isHurried && scope.answeredMs !== 0 && delayMs > 0 && delayMs <= hurriedMsMax
    if (!isWait) return native(run, delayMs, ...args)
    return native(() => {
      scope.skewMs += delayMs
      run()
    }, 0)
  }
  globalThis.setTimeout = hurried as typeof globalThis.setTimeout
}

/** Lets a test move the clock of a request; installed only where tests start the runtime. */
export function installClock(): void {
  const native = Date
  const now = (): number => native.now() + (scopeIfAny()?.skewMs ?? 0)
  globalThis.Date = new Proxy(native, {
    construct: (type, args: unknown[]) =>
      args.length === 0 ? new type(now()) : Reflect.construct(type, args),
    apply: () => new native(now()).toString(),
    get: (type, property) => (property === 'now' ? now : Reflect.get(type, property)),
  })
}
