import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import { fieldId } from '../../../components/field.tsx'
import type { Drafts } from '../../../lib/draft.ts'
import { say } from '../states.tsx'
import type { Action } from '../use-action.ts'
import { checkForm, type Complaints } from './check.ts'
import { complaintText } from './field-words.ts'
import { draftOf, readDraft } from './form-draft.ts'
import type { NodeForm } from './model.ts'

type Options = Readonly<{
  initial: NodeForm
  otherNames: readonly string[]
  today: string
  keptDate?: string
  drafts: Drafts
  /** Name of the draft; it holds only while `initial` is the same. */
  draftName: string
  action: Action
}>

export type NodeFormState = {
  readonly form: NodeForm
  readonly dirty: boolean
  /** A draft was found when the form opened. */
  readonly restored: boolean
  readonly set: (change: Partial<NodeForm>) => void
  /** Puts a whole form in place, with what it counts as unchanged. */
  readonly replace: (form: NodeForm, initial: NodeForm) => void
  readonly discard: () => void
  /** The field was left: from now on it is checked as it is typed. */
  readonly leave: (path: string) => void
  readonly errorOf: (path: string) => string | undefined
  /** Paths of what is wrong, once sending was tried. */
  readonly wrong: readonly string[]
  /** Checks everything; goes to the first wrong field. True when none is. */
  readonly check: () => boolean
  readonly dropDraft: () => void
}

function same(left: NodeForm, right: NodeForm): boolean {
  return JSON.stringify(left) === JSON.stringify(right)
}

/** Moves the focus to a field of the contract's path, opening the folded part that hides it. */
export function focusField(path: string): void {
  const control =
    document.getElementById(fieldId(path)) ?? document.getElementById(fieldId(path.replace(/\].*/, '].ip')))
  const folded = control?.closest('details')
  if (folded) folded.open = true
  control?.focus()
}

/** State of the node form: what is typed, what is wrong with it, its draft. */
export function useNodeForm(options: Options): NodeFormState {
  const { drafts, draftName, action, otherNames, today, keptDate } = options
  const [initial, setInitial] = useState(options.initial)
  const [found] = useState(() => readDraft(drafts.load(draftName)))
  const [form, setForm] = useState(found ?? options.initial)
  const [restored, setRestored] = useState(found !== undefined)
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [tried, setTried] = useState(false)
  const complaints: Complaints = useMemo(
    () => checkForm(form, { otherNames, today, ...(keptDate === undefined ? {} : { keptDate }) }),
    [form, otherNames, today, keptDate],
  )
  const dirty = !same(form, initial)
  const sent = useRef(false)

  useEffect(() => {
    if (sent.current) return
    if (dirty) drafts.save(draftName, draftOf(form))
    else drafts.drop(draftName)
  }, [form, dirty, draftName])
  useEffect(() => {
    if (!dirty) return undefined
    const unload = (event: Event): void => {
      if (!sent.current) event.preventDefault()
    }
    addEventListener('beforeunload', unload)
    return () => removeEventListener('beforeunload', unload)
  }, [dirty])

  const refused = action.problem?.field
  useEffect(() => {
    if (refused !== undefined) focusField(refused)
  }, [action.problem])

  const wrong = [...complaints.keys()]
  return {
    form,
    dirty,
    restored,
    set: (change) => {
      setForm((old) => ({ ...old, ...change }))
      if (refused !== undefined) action.clear()
    },
    replace: (next, base) => {
      setInitial(base)
      setForm(next)
    },
    discard: () => {
      setForm(initial)
      setRestored(false)
      setTried(false)
      setLeft(new Set())
      drafts.drop(draftName)
    },
    leave: (path) => setLeft((old) => new Set(old).add(path)),
    errorOf: (path) => {
      const complaint = tried || left.has(path) ? complaints.get(path) : undefined
      if (complaint !== undefined) return complaintText(path, complaint, form)
      return refused === path ? say(action.problem) : undefined
    },
    wrong: tried ? wrong : [],
    check: () => {
      setTried(true)
      const first = wrong[0]
      if (first !== undefined) focusField(first)
      return first === undefined
    },
    dropDraft: () => {
      sent.current = true
      drafts.drop(draftName)
    },
  }
}
