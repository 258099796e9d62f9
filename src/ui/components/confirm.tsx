import type { JSX } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'
import { Dialog } from './dialog.tsx'

export type Question = Readonly<{
  /** Asks. */
  title: string
  /** Says what follows. */
  body: string
  /** The safe answer's verb. */
  keep: string
  /** The verb of going on. */
  act: string
  danger?: boolean
  /** Must be typed before going on; `label` asks for it. */
  typed?: Readonly<{ text: string; label: string }>
}>

type Pending = Readonly<{ question: Question; answer: (yes: boolean) => void }>
const asking: { pending: Pending | undefined; draw: () => void } = {
  pending: undefined,
  draw: () => undefined,
}

/** Asks and resolves to the answer; Esc means no. A second question answers the first with no. */
export function confirm(question: Question): Promise<boolean> {
  asking.pending?.answer(false)
  return new Promise((resolve) => {
    asking.pending = {
      question,
      answer: (yes) => {
        asking.pending = undefined
        asking.draw()
        resolve(yes)
      },
    }
    asking.draw()
  })
}

/** Where `confirm` puts its dialog; once in a page. */
export function ConfirmHost(): JSX.Element | null {
  const [, draw] = useState(0)
  useEffect(() => {
    asking.draw = () => draw((count) => count + 1)
    return () => {
      asking.draw = () => undefined
    }
  }, [])
  const { pending } = asking
  return pending ? <ConfirmDialog key={pending.question.title} {...pending} /> : null
}

function ConfirmDialog({ question, answer }: Pending): JSX.Element {
  const [typed, setTyped] = useState('')
  const id = useId()
  const wanted = question.typed
  const ready = wanted === undefined || typed.trim() === wanted.text.trim()
  return (
    <Dialog title={question.title} onClose={() => answer(false)}>
      <form
        class="dialog-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) answer(true)
        }}
      >
        <p class="dim">{question.body}</p>
        {wanted ? (
          <div class="field">
            <label for={id}>{wanted.label}</label>
            <input
              id={id}
              class="input"
              autocomplete="off"
              spellcheck={false}
              placeholder={wanted.text}
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value)}
            />
          </div>
        ) : null}
        <div class="dialog-end">
          <button type="button" class="btn" onClick={() => answer(false)}>
            {question.keep}
          </button>
          <button type="submit" class={`btn ${question.danger ? 'btn-bad' : 'btn-main'}`} disabled={!ready}>
            {question.act}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
