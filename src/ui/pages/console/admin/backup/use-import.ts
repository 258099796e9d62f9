import { useState } from 'preact/hooks'
import { ApiProblem } from '../../../../lib/api-problem.ts'
import { useConsole } from '../../console.ts'
import { useAction, type Action } from '../../use-action.ts'
import { importCall, type ImportChoice, type Part } from './backup-text.ts'

/** How far an import has come. `rejected` are lines of the file. */
export type Progress = Readonly<{
  parts: readonly Part[]
  done: number
  imported: number
  skipped: number
  rejected: number
  rejectedLines: readonly number[]
}>

export type Import = Readonly<{
  action: Action
  progress: Progress | undefined
  /** Line of the file at fault; undefined when the problem is not about one. */
  faultLine: number | undefined
  start: (parts: readonly Part[], choice: ImportChoice) => void
  /** Goes on with the part that failed. */
  resume: (choice: ImportChoice) => void
  clear: () => void
}>

/** Imports one part after the other and adds up what became of them. */
export function useImport(): Import {
  const { api } = useConsole()
  const action = useAction()
  const [progress, setProgress] = useState<Progress | undefined>()
  const run = async (from: Progress, choice: ImportChoice): Promise<void> => {
    let now = from
    setProgress(now)
    for (const part of from.parts.slice(from.done)) {
      const answer = await api.send(importCall(part.text, choice))
      const lines = answer.rejected_lines.map((line) => line + part.firstLine - 1)
      now = {
        ...now,
        done: now.done + 1,
        imported: now.imported + answer.imported,
        skipped: now.skipped + answer.skipped - answer.rejected,
        rejected: now.rejected + answer.rejected,
        rejectedLines: [...now.rejectedLines, ...lines],
      }
      setProgress(now)
    }
  }
  const told = action.problem instanceof ApiProblem ? action.problem.details['line'] : undefined
  const at = progress?.parts[progress.done]
  return {
    action,
    progress,
    faultLine: typeof told === 'number' && at !== undefined ? told + at.firstLine - 1 : undefined,
    start: (parts, choice) => {
      const begin = { parts, done: 0, imported: 0, skipped: 0, rejected: 0, rejectedLines: [] }
      void action.run(() => run(begin, choice))
    },
    resume: (choice) => {
      if (progress !== undefined) void action.run(() => run(progress, choice))
    },
    clear: () => {
      action.clear()
      setProgress(undefined)
    },
  }
}
