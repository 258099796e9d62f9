import { scopeIfAny } from './scope.ts'

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
