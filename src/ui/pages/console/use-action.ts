import { useRef, useState } from 'preact/hooks'
import { ApiProblem } from '../../lib/api-problem.ts'
import { useCountdown } from './use-countdown.ts'

export type Action = {
  readonly busy: boolean
  /** Why the last attempt failed; gone when the next starts. */
  readonly problem: ApiProblem | undefined
  /** Seconds until another attempt makes sense (429); counts down to 0. */
  readonly waitS: number
  readonly clear: () => void
  /** Runs the work unless it is running or has to wait. Resolves to whether it succeeded. */
  readonly run: (work: () => Promise<void>) => Promise<boolean>
}

/** One thing a reader does, such as saving: busy, failed, waiting. Anything but an ApiProblem is a bug and is thrown. */
export function useAction(): Action {
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<ApiProblem | undefined>()
  const [waitS, wait] = useCountdown()
  const running = useRef(false)
  return {
    busy,
    problem,
    waitS,
    clear: () => setProblem(undefined),
    run: async (work) => {
      if (running.current || waitS > 0) return false
      running.current = true
      setBusy(true)
      setProblem(undefined)
      try {
        await work()
        return true
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error
        setProblem(error)
        if (error.retryAfterS !== undefined) wait(error.retryAfterS)
        return false
      } finally {
        running.current = false
        setBusy(false)
      }
    },
  }
}
