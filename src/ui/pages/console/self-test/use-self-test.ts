import { useEffect, useRef, useState } from 'preact/hooks'
import { useConsole } from '../console.ts'
import { RunRefused, runSelfTest, type Progress } from './run.ts'
import { browserWorld } from './world.ts'

export type SelfTestRun = Readonly<{
  progress: Progress | undefined
  busy: boolean
  /** When it ended, or now while it goes on. */
  at: string
  refused: RunRefused | undefined
  start: (secret?: string) => void
}>

/** One self-test at a time, given up when the page is left. `onEnd`: its results are kept at the server by then. */
export function useSelfTest(onEnd: () => void): SelfTestRun {
  const { session } = useConsole()
  const [progress, setProgress] = useState<Progress | undefined>()
  const [refused, setRefused] = useState<RunRefused | undefined>()
  const [busy, setBusy] = useState(false)
  const [at, setAt] = useState('')
  const gone = useRef<AbortController | undefined>(undefined)
  useEffect(() => () => gone.current?.abort(), [])
  const run = async (secret: string | undefined, signal: AbortSignal): Promise<void> => {
    try {
      await runSelfTest(
        browserWorld(() => session.current()?.token, signal),
        setProgress,
        secret,
      )
      onEnd()
    } catch (error) {
      if (signal.aborted) return
      if (!(error instanceof RunRefused)) throw error
      setRefused(error)
    } finally {
      if (!signal.aborted) setBusy(false)
    }
  }
  return {
    progress,
    busy,
    at,
    refused,
    start: (secret) => {
      if (busy) return
      gone.current = new AbortController()
      setProgress(undefined)
      setRefused(undefined)
      setAt(new Date().toISOString())
      setBusy(true)
      void run(secret, gone.current.signal)
    },
  }
}
