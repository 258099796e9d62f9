import { parseSync } from 'vite'

type Insertion = { readonly at: number; readonly text: string }

/**
 * The code with every loop counting its iterations in `globalThis.__loops`: `run`, all of them, and `longest`, the most
 * that one loop has made in one go. A measure of work that is the same on every machine; what built-in functions do is
 * not in it. Throws for code that is none.
 */
export function countLoops(code: string): string {
  const { program, errors } = parseSync('edge.mjs', code)
  if (errors[0] !== undefined) throw new Error(`the edge bundle cannot be read: ${errors[0].message}`)
  const opened: Insertion[] = []
  const closed: Insertion[] = []
  let loops = 0
  const visit = (value: unknown, labelAt?: number): void => {
    if (Array.isArray(value)) for (const one of value) visit(one)
    if (!isNode(value)) return
    if (value.type === 'LabeledStatement') return visit(value['body'], labelAt ?? value.start)
    if (loopKinds.has(value.type)) {
      loops += 1
      const count = `__loop${loops}`
      opened.push({ at: labelAt ?? value.start, text: `{let ${count}=0;` })
      closed.push({ at: value.end, text: '}' })
      const tick = `__loops.run++;if(++${count}>__loops.longest)__loops.longest=${count};`
      const body = value['body']
      if (!isNode(body)) throw new Error('a loop without a body')
      if (body.type === 'BlockStatement') opened.push({ at: body.start + 1, text: tick })
      else {
        opened.push({ at: body.start, text: `{${tick}` })
        closed.push({ at: body.end, text: '}' })
      }
    }
    for (const child of Object.values(value)) visit(child)
  }
  visit(program)
  return `const __loops=globalThis.__loops={run:0,longest:0};${insert(code, opened, closed)}`
}

const loopKinds = new Set([
  'ForStatement',
  'ForInStatement',
  'ForOfStatement',
  'WhileStatement',
  'DoWhileStatement',
])

type Node = { readonly type: string; readonly start: number; readonly end: number } & Readonly<
  Record<string, unknown>
>

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value && 'end' in value
}

/** Where several belong to one place, what closes comes first, inner before outer; then what opens, outer before inner. */
function insert(code: string, opened: readonly Insertion[], closed: readonly Insertion[]): string {
  const all = [...closed.toReversed(), ...opened].sort((left, right) => left.at - right.at)
  const parts: string[] = []
  let from = 0
  for (const { at, text } of all) {
    parts.push(code.slice(from, at), text)
    from = at
  }
  return parts.join('') + code.slice(from)
}
