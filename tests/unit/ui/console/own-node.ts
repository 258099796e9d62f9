import { exampleOwnNode } from '../../../../src/contract/examples.ts'
import { OwnNode } from '../../../../src/contract/node.ts'
import * as v from 'valibot'

/** The contract's example of an own node with some fields of the test's. */
export function ownNode(change: Partial<v.InferOutput<typeof OwnNode>> = {}): v.InferOutput<typeof OwnNode> {
  return {
    ...v.parse(OwnNode, exampleOwnNode),
    ...change,
  }
}
