import { missing } from './missing.ts'
import { useEffect, useState } from 'preact/hooks'

/**
 * What a dynamic import brings, undefined until it is there; asked for only when `wanted`, and again after a failure
 * when that changes. `failed` until then.
 */
export function useLate<T>(
  wanted: boolean,
  load: () => Promise<T>,
): Readonly<{ it: T | undefined; failed: boolean }> {
  const [got, setGot] = useState<Readonly<{ it: T }>>()
  const [failed, setFailed] = useState(false)
  useEffect(() => {
    if (!wanted || got) return undefined
    setFailed(false)
    let gone = false
    load()
      .then((it) => gone || setGot({ it }))
      .catch((error: unknown) => {
        missing('part', error)
        if (!gone) setFailed(true)
      })
    return () => {
      gone = true
    }
  }, [wanted])
  return { it: got?.it, failed }
}
