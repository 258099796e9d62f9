import { useEffect, useState } from 'preact/hooks'

/** What a dynamic import brings, undefined until it is there; asked for only when `wanted`, and again after a failure when that changes. */
export function useLate<T>(wanted: boolean, load: () => Promise<T>): T | undefined {
  const [got, setGot] = useState<Readonly<{ it: T }>>()
  useEffect(() => {
    if (!wanted || got) return undefined
    let gone = false
    load()
      .then((it) => gone || setGot({ it }))
      .catch((error: unknown) => console.warn('a part of the page cannot be fetched', error))
    return () => {
      gone = true
    }
  }, [wanted])
  return got?.it
}
